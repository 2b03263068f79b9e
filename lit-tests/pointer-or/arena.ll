; Pointers into an arena are numbers to the verifier, and may be joined with "|="; other pointers,
; tested in the same way, may not.
;
; RUN: %opt -bpfmend-mode=mend %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

declare ptr addrspace(1) @bpf_arena_alloc_pages(ptr, ptr addrspace(1), i32, i32, i64) section ".ksyms"

; CHECK-LABEL: @in_arena(
; CHECK-NOT: asm
; CHECK: ret i32
define i32 @in_arena(ptr %ctx) section "syscall" {
  %a = call ptr addrspace(1) @bpf_arena_alloc_pages(ptr null, ptr addrspace(1) null, i32 1, i32 0, i64 0)
  %b = call ptr addrspace(1) @bpf_arena_alloc_pages(ptr null, ptr addrspace(1) null, i32 1, i32 0, i64 0)
  %x = icmp eq ptr addrspace(1) %a, null
  %y = icmp eq ptr addrspace(1) %b, null
  %both = and i1 %x, %y
  %r = zext i1 %both to i32
  ret i32 %r
}

; CHECK-LABEL: @in_maps(
; CHECK: call i64 asm "", "=r,0"
; CHECK: ret i32
define i32 @in_maps(ptr %ctx) section "syscall" {
  %a = call ptr inttoptr (i64 1 to ptr)(ptr null, ptr null)
  %b = call ptr inttoptr (i64 1 to ptr)(ptr null, ptr null)
  %x = icmp eq ptr %a, null
  %y = icmp eq ptr %b, null
  %both = and i1 %x, %y
  %r = zext i1 %both to i32
  ret i32 %r
}
