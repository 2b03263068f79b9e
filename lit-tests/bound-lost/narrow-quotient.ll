; The quotient of a byte, which LLVM 22 multiplies for: of a register whose low byte is masked out.
; What was learnt of the same mask above holds for it, as that register is taken.
;
; REQUIRES: llvm-22
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s
; RUN: %llvm-bin/llc -mcpu=v3 %s -o - | %filecheck %s --check-prefix=SELECTED

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [33 x i8] zeroinitializer, section ".data.bytes"
@table = global [256 x i8] zeroinitializer, section ".data.table"

; CHECK-LABEL: @compared(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: compared:
; SELECTED: &= 255
; SELECTED-NOT: &= 255
; SELECTED: *= 171
define i8 @compared(i32 %mark, i32 %by) section "tc" {
  %number = mul i32 %mark, %by
  %low = and i32 %number, 255
  %out = icmp ugt i32 %low, 98
  br i1 %out, label %leave, label %use
use:
  %byte = trunc i32 %number to i8
  %third = udiv i8 %byte, 3
  %index = zext i8 %third to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %value = load i8, ptr %at, align 1
  ret i8 %value
leave:
  ret i8 0
}

; A phi takes the mask, so another one is computed, which was not compared.
; CHECK-LABEL: @taken(
; CHECK: call i64 asm
; SELECTED-LABEL: taken:
; SELECTED: &= 255
; SELECTED: &= 255
; SELECTED: *= 171
define i32 @taken(i32 %mark, i32 %by) section "tc" {
  %number = mul i32 %mark, %by
  %low = and i32 %number, 255
  %out = icmp ugt i32 %low, 98
  br i1 %out, label %leave, label %use
use:
  %byte = trunc i32 %number to i8
  %third = udiv i8 %byte, 3
  %index = zext i8 %third to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %value = load i8, ptr %at, align 1
  %wide = zext i8 %value to i32
  br label %leave
leave:
  %result = phi i32 [ %wide, %use ], [ %low, %0 ]
  ret i32 %result
}

; A remainder is masked to a byte, and no more is known of it.
; CHECK-LABEL: @remainder(
; CHECK: getelementptr i8, ptr @table, i64 %index
; CHECK: asm
; CHECK: getelementptr i8, ptr @bytes
; SELECTED-LABEL: remainder:
; SELECTED: -= w
; SELECTED: &= 255
define i8 @remainder(i8 %x) section "tc" {
  %rest = urem i8 %x, 33
  %index = zext i8 %rest to i64
  %at = getelementptr i8, ptr @table, i64 %index
  %byte = load i8, ptr %at, align 1
  %small = getelementptr i8, ptr @bytes, i64 %index
  %other = load i8, ptr %small, align 1
  %sum = add i8 %byte, %other
  ret i8 %sum
}
