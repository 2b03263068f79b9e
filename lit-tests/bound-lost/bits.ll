; Numbers that are masked, put together of bits, byte-swapped, or of less than 32 bits.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@words = global [24 x i32] zeroinitializer
@bytes = global [44 x i8] zeroinitializer

; x & 0xfff0 is 32 at most, so x & 0xfff8 is 40 at most.
; CHECK-LABEL: @rounded_down(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 40
define i8 @rounded_down(i32 %x) section "tc" {
  %high = and i32 %x, 65520
  %out = icmp ugt i32 %high, 47
  br i1 %out, label %leave, label %use
use:
  %down = and i32 %x, 65528
  %index = zext i32 %down to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; A bit above was not compared: no bound is known, none is stated.
; CHECK-LABEL: @rounded_more(
; CHECK-NOT: asm
; CHECK: ret
define i8 @rounded_more(i32 %x) section "tc" {
  %high = and i32 %x, 65520
  %out = icmp ugt i32 %high, 47
  br i1 %out, label %leave, label %use
use:
  %down = and i32 %x, 131064
  %index = zext i32 %down to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; 16 bits of x are 8 at most: x + 7, rounded down, is 8 at most, whatever is above them.
; CHECK-LABEL: @rounded_up(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 15
define i32 @rounded_up(i32 %x) section "tc" {
  %short = and i32 %x, 65535
  %out = icmp ugt i32 %short, 8
  br i1 %out, label %leave, label %use
use:
  %more = add i32 %x, 7
  %up = and i32 %more, 65528
  %index = zext i32 %up to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; The mask takes a bit that was not compared.
; CHECK-LABEL: @rounded_up_more(
; CHECK-NOT: asm
; CHECK: ret
define i32 @rounded_up_more(i32 %x) section "tc" {
  %short = and i32 %x, 15
  %out = icmp ugt i32 %short, 8
  br i1 %out, label %leave, label %use
use:
  %more = add i32 %x, 7
  %up = and i32 %more, 56
  %index = zext i32 %up to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; No verifier knows that a size from 8 to 32, rounded down, is not 0.
; CHECK-LABEL: @rounded_size(
; CHECK: %[[HIDDEN:.*]] = call i32 asm
; CHECK: add i32 %[[HIDDEN]], -
; CHECK: call i64 inttoptr (i64 26
define i64 @rounded_size(ptr %ctx, i32 %x) section "tc" {
  %buffer = alloca [32 x i8], align 8
  %less = add i32 %x, -8
  %inside = icmp ult i32 %less, 25
  br i1 %inside, label %use, label %leave
use:
  %size = and i32 %x, -8
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %buffer, i32 %size)
  ret i64 %done
leave:
  ret i64 0
}

; "or" of 4 * (0 to 5) and 0 to 2 is no more than their sum: 22.
; CHECK-LABEL: @row_and_column(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 22
define i32 @row_and_column(i32 %x, i32 %y) section "tc" {
  %out = icmp ugt i32 %x, 5
  br i1 %out, label %leave, label %use
use:
  %row = shl i32 %x, 2
  %column = urem i32 %y, 3
  %both = or i32 %row, %column
  %index = zext i32 %both to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; 20 | 8 is outside.
; CHECK-LABEL: @row_and_more(
; CHECK-NOT: asm
; CHECK: ret
define i32 @row_and_more(i32 %x, i32 %y) section "tc" {
  %out = icmp ugt i32 %x, 5
  br i1 %out, label %leave, label %use
use:
  %row = shl i32 %x, 2
  %column = urem i32 %y, 9
  %both = or i32 %row, %column
  %index = zext i32 %both to i64
  %at = getelementptr i32, ptr @words, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

declare i16 @llvm.bswap.i16(i16)
declare i32 @llvm.bswap.i32(i32)

; Not 0 before its bytes are swapped, so not 0 behind it.
; CHECK-LABEL: @swapped_16(
; CHECK: call i32 asm
; CHECK: call i64 inttoptr (i64 26
define i64 @swapped_16(ptr %ctx, ptr %from) section "tc" {
  %buffer = alloca [32 x i8], align 8
  %field = getelementptr i8, ptr %ctx, i64 8
  %x = load i16, ptr %field, align 2
  %swapped = call i16 @llvm.bswap.i16(i16 %x)
  %none = icmp eq i16 %x, 0
  br i1 %none, label %leave, label %next
next:
  %many = icmp ugt i16 %swapped, 32
  br i1 %many, label %leave, label %use
use:
  %size = zext i16 %swapped to i32
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %buffer, i32 %size)
  ret i64 %done
leave:
  ret i64 0
}

; Not 1 before it tells nothing: 0 is no size.
; CHECK-LABEL: @swapped_other(
; CHECK-NOT: asm
; CHECK: ret
define i64 @swapped_other(ptr %ctx, ptr %from) section "tc" {
  %buffer = alloca [32 x i8], align 8
  %field = getelementptr i8, ptr %ctx, i64 8
  %x = load i16, ptr %field, align 2
  %swapped = call i16 @llvm.bswap.i16(i16 %x)
  %one = icmp eq i16 %x, 1
  br i1 %one, label %leave, label %next
next:
  %many = icmp ugt i16 %swapped, 32
  br i1 %many, label %leave, label %use
use:
  %size = zext i16 %swapped to i32
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %buffer, i32 %size)
  ret i64 %done
leave:
  ret i64 0
}

; Compared in 32 bits; before 6.19 the verifier knew nothing of those above.
; CHECK-LABEL: @swapped_32(
; CHECK: call i32 asm
; CHECK: call i64 inttoptr (i64 26
define i64 @swapped_32(ptr %ctx) section "tc" {
  %buffer = alloca [32 x i8], align 8
  %field = getelementptr i8, ptr %ctx, i64 8
  %x = load i32, ptr %field, align 4
  %swapped = call i32 @llvm.bswap.i32(i32 %x)
  %low = icmp slt i32 %swapped, 1
  br i1 %low, label %leave, label %next
next:
  %many = icmp sgt i32 %swapped, 32
  br i1 %many, label %leave, label %use
use:
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %buffer, i32 %swapped)
  ret i64 %done
leave:
  ret i64 0
}

; An index is moved first, which cuts them off.
; CHECK-LABEL: @swapped_index(
; CHECK-NOT: asm
; CHECK: ret
define i8 @swapped_index(ptr %ctx) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 8
  %x = load i32, ptr %field, align 4
  %swapped = call i32 @llvm.bswap.i32(i32 %x)
  %many = icmp ugt i32 %swapped, 40
  br i1 %many, label %leave, label %use
use:
  %index = zext i32 %swapped to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; A sum of 16 bits: compared is one copy, used another.
; CHECK-LABEL: @narrow_sum(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 39
define i8 @narrow_sum(i32 %x) section "tc" {
  %short = trunc i32 %x to i16
  %sum = add i16 %short, -3
  %out = icmp ugt i16 %sum, 39
  br i1 %out, label %leave, label %use
use:
  %index = zext i16 %sum to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; What is loaded has only 0 above it.
; CHECK-LABEL: @narrow_load(
; CHECK-NOT: asm
; CHECK: ret
define i8 @narrow_load(ptr %ctx) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 8
  %short = load i16, ptr %field, align 2
  %out = icmp ugt i16 %short, 39
  br i1 %out, label %leave, label %use
use:
  %index = zext i16 %short to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Compared as a signed number, it is kept as one.
; CHECK-LABEL: @narrow_signed(
; CHECK-NOT: asm
; CHECK: ret
define i8 @narrow_signed(i32 %x) section "tc" {
  %short = trunc i32 %x to i16
  %sum = add i16 %short, -3
  %low = icmp slt i16 %sum, 0
  br i1 %low, label %leave, label %next
next:
  %high = icmp sgt i16 %sum, 39
  br i1 %high, label %leave, label %use
use:
  %index = sext i16 %sum to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
