; The entry block is split before an access, and an object is made behind it: in another block it would be
; dynamic, which BPF has not. And an index of a type without a size, which leads nowhere.
;
; RUN: %opt -passes=bpfmend,verify -bpfmend-mode=mend %s 2>/dev/null | %filecheck %s
; RUN: %opt -passes=bpfmend,verify -bpfmend-mode=mend %s 2>/dev/null | %llvm-bin/llc -march=bpf -o /dev/null
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@g = global [64 x i8] zeroinitializer, section ".data"

; CHECK-LABEL: define i32 @behind(
; CHECK-NEXT: %n = load
; CHECK: alloca [16 x i8]
; CHECK: br i1
define i32 @behind(ptr %ctx) section "tc" {
  %n = load i32, ptr %ctx, align 4
  %c = icmp eq i32 %n, 3
  %o = select i1 %c, i64 8, i64 32
  %p = getelementptr i8, ptr %ctx, i64 %o
  %v = load i32, ptr %p, align 4
  %a = alloca [16 x i8], align 4
  call void asm sideeffect "", "r,~{memory}"(ptr %a)
  ret i32 %v
}

; CHECK-LABEL: define i32 @no_size(
; CHECK: and i64 %{{.*}}, 63
define i32 @no_size(ptr %ctx) section "xdp" {
  %n = load i64, ptr %ctx
  %m = add i64 %n, -1
  %c = icmp ult i64 %m, 50
  br i1 %c, label %in, label %out
in:
  %e = getelementptr {}, ptr @g, i64 %n
  %p = getelementptr i8, ptr %e, i64 %n
  %v = load i8, ptr %p
  %z = zext i8 %v to i32
  ret i32 %z
out:
  ret i32 0
}
