; What instruction selection makes of an index and the address it is added to, and so whether the
; verifier follows it.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s
; RUN: %llvm-bin/llc -mcpu=v3 %s -o - | %filecheck %s --check-prefix=SELECTED

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; Sections of their own: there is nothing behind the last element.
@words = global [12 x i32] zeroinitializer, section ".data.words"
@bytes = global [24 x i8] zeroinitializer, section ".data.bytes"

; Two shifts in registers of 32 and of 64 bits, which are no mask.
; CHECK-LABEL: @shifted(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: shifted:
; SELECTED: w1 >>= 20
; SELECTED-NEXT: r1 <<= 2
define i32 @shifted(i32 %x) section "tc" {
  %out = icmp ugt i32 %x, 12582911
  br i1 %out, label %leave, label %use
use:
  %high = lshr i32 %x, 20
  %index = zext i32 %high to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; One mask, of which the verifier keeps 47, of a number up to 47.
; CHECK-LABEL: @as_far(
; CHECK: call i64 asm
; SELECTED-LABEL: as_far:
; SELECTED: w1 &= -4
define i32 @as_far(i32 %x) section "tc" {
  %out = icmp ugt i32 %x, 47
  br i1 %out, label %leave, label %use
use:
  %high = lshr i32 %x, 2
  %index = zext i32 %high to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; A shift and a mask: of 95 >> 1 the verifier keeps 47.
; CHECK-LABEL: @wide(
; CHECK: call i64 asm
; SELECTED-LABEL: wide:
; SELECTED: r1 >>= 1
; SELECTED: r1 &= r
define i32 @wide(i64 %x) section "tc" {
  %out = icmp ugt i64 %x, 95
  br i1 %out, label %leave, label %use
use:
  %index = lshr i64 %x, 3
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; In another block, the shift is by itself.
; CHECK-LABEL: @wide_before(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: wide_before:
; SELECTED: r1 >>= 3
; SELECTED: r1 <<= 2
define i32 @wide_before(i64 %x) section "tc" {
  %index = lshr i64 %x, 3
  %out = icmp ugt i64 %index, 11
  br i1 %out, label %leave, label %use
use:
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; A number not above 0 is subtracted from the address.
; CHECK-LABEL: @subtracted(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: subtracted:
; SELECTED: -= r
define i8 @subtracted(i64 %x) section "tc" {
  %high = icmp sgt i64 %x, 0
  %low = icmp slt i64 %x, -23
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %index = sub i64 0, %x
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; And five added.
; CHECK-LABEL: @subtracted_from_5(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: subtracted_from_5:
; SELECTED: -= r
; SELECTED: *(u8 *)(r{{[0-9]}} + 5)
define i8 @subtracted_from_5(i64 %x) section "tc" {
  %high = icmp sgt i64 %x, 0
  %low = icmp slt i64 %x, -18
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %index = sub i64 5, %x
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Above 0: the address would be before the base in between.
; CHECK-LABEL: @from_the_end(
; CHECK: call i64 asm
; SELECTED-LABEL: from_the_end:
; SELECTED: -= r
define i8 @from_the_end(i64 %x) section "tc" {
  %out = icmp ugt i64 %x, 23
  br i1 %out, label %leave, label %use
use:
  %index = sub i64 23, %x
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Nothing is subtracted from an address in the stack.
; CHECK-LABEL: @from_stack(
; CHECK: call i64 asm
; SELECTED-LABEL: from_stack:
; SELECTED: -= r
define i8 @from_stack(i64 %x) section "tc" {
  %stack = alloca [24 x i8]
  call i64 inttoptr (i64 113 to ptr)(ptr %stack, i32 24, ptr null)
  %high = icmp sgt i64 %x, 0
  %low = icmp slt i64 %x, -23
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %index = sub i64 0, %x
  %at = getelementptr i8, ptr %stack, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Shifted before it is subtracted, which loses a number below 0, from which kernel on it may be.
; CHECK-LABEL: @negated_words(
; CHECK: call i64 asm
; SELECTED-LABEL: negated_words:
; SELECTED: r1 <<= 2
; SELECTED: -= r1
define i32 @negated_words(i64 %x) section "tc" {
  %high = icmp sgt i64 %x, 0
  %low = icmp slt i64 %x, -11
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %index = sub i64 0, %x
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; A mask takes the remainder, of which only its bits are known to all.
@more = global [32 x i32] zeroinitializer, section ".data.more"
; CHECK-LABEL: @remainder(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: remainder:
; SELECTED: r1 %= 96
; SELECTED: &= 124
define i32 @remainder(i64 %x) section "tc" {
  %rest = urem i64 %x, 96
  %index = lshr i64 %rest, 2
  %at = getelementptr i32, ptr @more, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
}

; x - 160 is computed behind the branch.
; CHECK-LABEL: @behind(
; CHECK-NOT: asm
; CHECK: ret
; SELECTED-LABEL: behind:
; SELECTED: if w{{[0-9]}} < 160 goto
; SELECTED: += -160
define i8 @behind(i32 %x) section "tc" {
  %low = and i32 %x, 255
  %less = add nsw i32 %low, -160
  %small = icmp ult i32 %low, 160
  %rest = select i1 %small, i32 %low, i32 %less
  %eighth = lshr i32 %rest, 3
  %index = zext i32 %eighth to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}

; Something else takes it, before.
; CHECK-LABEL: @before(
; CHECK: call i64 asm
; SELECTED-LABEL: before:
; SELECTED: += -160
; SELECTED: if w{{[0-9]}} < 160 goto
define i8 @before(i32 %x, ptr %to) section "tc" {
  %low = and i32 %x, 255
  %less = add nsw i32 %low, -160
  store i32 %less, ptr %to
  %small = icmp ult i32 %low, 160
  %rest = select i1 %small, i32 %low, i32 %less
  %eighth = lshr i32 %rest, 3
  %index = zext i32 %eighth to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}

; A copy of a byte is no more than 255, which no packet reaches, but a table may end before.
@table = global [256 x i8] zeroinitializer, section ".data.table"
; CHECK-LABEL: @copied(
; CHECK: getelementptr i8, ptr @table, i64 %index
; CHECK: asm
; CHECK: getelementptr i8, ptr @bytes
; SELECTED-LABEL: copied:
; SELECTED: r2 &= 255
; SELECTED: w1 &= 255
; SELECTED: if w1 == 3 goto
define i8 @copied(i32 %x) section "tc" {
  %low = trunc i32 %x to i8
  switch i8 %low, label %leave [
    i8 3, label %use
    i8 7, label %last
    i8 9, label %first
  ]
first:
  br label %use
last:
  br label %use
use:
  %index = phi i64 [ 3, %0 ], [ 20, %last ], [ 0, %first ]
  %at = getelementptr i8, ptr @table, i64 %index
  %byte = load i8, ptr %at, align 1
  %small = getelementptr i8, ptr @bytes, i64 %index
  %other = load i8, ptr %small, align 1
  %sum = add i8 %byte, %other
  ret i8 %sum
leave:
  ret i8 0
}
