; An arena is memory whose offsets the verifier does not check: nothing gets lost there. In other
; memory the same index does.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-look=false -bpfmend-walk=false %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@arena = addrspace(1) global [128 x i8] zeroinitializer
@table = global [128 x i8] zeroinitializer

; CHECK-LABEL: @in_arena(
; CHECK-NEXT: %x = load
; CHECK-NEXT: %r = urem
; CHECK-NEXT: %i = zext
; CHECK-NEXT: %p = getelementptr [128 x i8], ptr addrspace(1) @arena, i64 0, i64 %i
; CHECK-NEXT: load i8
define i32 @in_arena(ptr %ctx) section "syscall" {
  %x = load i32, ptr %ctx
  %r = urem i32 %x, 100
  %i = zext i32 %r to i64
  %p = getelementptr [128 x i8], ptr addrspace(1) @arena, i64 0, i64 %i
  %b = load i8, ptr addrspace(1) %p
  %w = zext i8 %b to i32
  ret i32 %w
}

; CHECK-LABEL: @in_table(
; CHECK: and i64 %{{.*}}, 127
define i32 @in_table(ptr %ctx) section "syscall" {
  %x = load i32, ptr %ctx
  %r = urem i32 %x, 100
  %i = zext i32 %r to i64
  %p = getelementptr [128 x i8], ptr @table, i64 0, i64 %i
  %b = load i8, ptr %p
  %w = zext i8 %b to i32
  ret i32 %w
}

; What is cast into an arena, or out of it, is no more checked than the arena.
; CHECK-LABEL: @cast(
; CHECK-NOT: and i64
; CHECK: ret i32
define i32 @cast(ptr %ctx) section "syscall" {
  %x = load i32, ptr %ctx
  %r = urem i32 %x, 100
  %i = zext i32 %r to i64
  %in = addrspacecast ptr @table to ptr addrspace(1)
  %p = getelementptr i8, ptr addrspace(1) %in, i64 %i
  %b = load i8, ptr addrspace(1) %p
  %out = addrspacecast ptr addrspace(1) @arena to ptr
  %q = getelementptr i8, ptr %out, i64 %i
  store i8 %b, ptr %q
  %number = zext i32 %x to i64
  %pages = inttoptr i64 %number to ptr addrspace(1)
  %t = getelementptr i8, ptr addrspace(1) %pages, i64 %i
  store i8 %b, ptr addrspace(1) %t
  ret i32 0
}
