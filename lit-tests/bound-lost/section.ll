; The verifier checks an index against the whole section: "x / 2 * 4" of 47 at most is selected as
; "x * 2 & -4", of which it knows that it is 94 at most. That is outside of the variable, which every
; kernel accepts where another one lies behind it in the section, and none where none does.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@first = global [24 x i32] zeroinitializer
@last = global [24 x i32] zeroinitializer
@written = global [24 x i32] [i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1, i32 1]
@apart = global [24 x i32] zeroinitializer, section ".bss.apart"
@constant = constant [24 x i32] zeroinitializer
@unused = internal global [24 x i32] zeroinitializer

; @last is behind it.
; CHECK-LABEL: @followed(
; CHECK-NOT: asm
; CHECK: ret
define i32 @followed(i64 %x) section "tc" {
  %out = icmp ugt i64 %x, 47
  br i1 %out, label %leave, label %use
use:
  %half = lshr i64 %x, 1
  %at = getelementptr [24 x i32], ptr @first, i64 0, i64 %half
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; What follows is in another section, or may be dropped.
; CHECK-LABEL: @at_the_end(
; CHECK: asm
; CHECK: ret
define i32 @at_the_end(i64 %x) section "tc" {
  %out = icmp ugt i64 %x, 47
  br i1 %out, label %leave, label %use
use:
  %half = lshr i64 %x, 1
  %at = getelementptr [24 x i32], ptr @last, i64 0, i64 %half
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; Not in .bss at all.
; CHECK-LABEL: @with_content(
; CHECK: asm
; CHECK: ret
define i32 @with_content(i64 %x) section "tc" {
  %out = icmp ugt i64 %x, 47
  br i1 %out, label %leave, label %use
use:
  %half = lshr i64 %x, 1
  %at = getelementptr [24 x i32], ptr @written, i64 0, i64 %half
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; A remainder has no more bits than its divisor: 0x7c is the mask, 124 the most.
; CHECK-LABEL: @remainder(
; CHECK-NOT: asm
; CHECK: ret
define i32 @remainder(i8 %x) section "tc" {
  %rest = urem i8 %x, 96
  %quarter = lshr i8 %rest, 2
  %index = zext i8 %quarter to i64
  %at = getelementptr [24 x i32], ptr @first, i64 0, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
}
