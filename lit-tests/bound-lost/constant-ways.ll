; A static function returns the place that it found, or -1. Verifiers before 6.12 do not take the end
; off a range for "!= -1", but they come here with one constant after the other.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [4 x i8] zeroinitializer

define internal i32 @find(i32 %x) noinline {
  %is_first = icmp eq i32 %x, 10
  br i1 %is_first, label %leave, label %second
second:
  %is_second = icmp eq i32 %x, 20
  br i1 %is_second, label %leave, label %none
none:
  br label %leave
leave:
  %place = phi i32 [ 0, %0 ], [ 3, %second ], [ -1, %none ]
  ret i32 %place
}

; CHECK-LABEL: @found(
; CHECK-NOT: asm
; CHECK: ret
define i8 @found(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %place = call i32 @find(i32 %x)
  %none = icmp eq i32 %place, -1
  br i1 %none, label %leave, label %use
use:
  %index = sext i32 %place to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; One of its results is a range, from -1 to 3, and is compared as that.
define internal i32 @find_masked(i32 %x) noinline {
  %is_first = icmp eq i32 %x, 10
  br i1 %is_first, label %leave, label %second
second:
  %small = and i32 %x, 3
  br label %leave
leave:
  %place = phi i32 [ -1, %0 ], [ %small, %second ]
  %less = phi i32 [ 0, %0 ], [ -1, %second ]
  %sum = add i32 %place, %less
  %low = icmp slt i32 %sum, -1
  %no = select i1 %low, i32 -1, i32 %sum
  ret i32 %no
}

; CHECK-LABEL: @ranged(
; CHECK: call i64 asm
; CHECK: ret
define i8 @ranged(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %place = call i32 @find_masked(i32 %x)
  %none = icmp eq i32 %place, -1
  br i1 %none, label %leave, label %use
use:
  %index = sext i32 %place to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
