; From LLVM 19 on, "(long)(x + 5) << 2" is selected as "((long)x << 2) + 20", where x may be below 0.
;
; REQUIRES: llvm-19 || llvm-22
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@words = global [24 x i32] zeroinitializer
@bytes = global [24 x i8] zeroinitializer

; CHECK-LABEL: @shifted(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 23
define i32 @shifted(i32 %x) section "tc" {
  %low = icmp slt i32 %x, -5
  %high = icmp sgt i32 %x, 18
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %sum = add nsw i32 %x, 5
  %index = sext i32 %sum to i64
  %at = getelementptr [24 x i32], ptr @words, i64 0, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; Nothing is shifted.
; CHECK-LABEL: @bytewise(
; CHECK-NOT: asm
; CHECK: ret
define i8 @bytewise(i32 %x) section "tc" {
  %low = icmp slt i32 %x, -5
  %high = icmp sgt i32 %x, 18
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %sum = add nsw i32 %x, 5
  %index = sext i32 %sum to i64
  %at = getelementptr [24 x i8], ptr @bytes, i64 0, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
