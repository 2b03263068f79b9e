; Forms that only some clang writes: which get a bound, and which are followed.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost -bpfmend-walk=false %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@words = global [24 x i32] zeroinitializer
@bytes = global [100 x i8] zeroinitializer

; A short, compared at the top of a register: from 0 to 32.
; CHECK-LABEL: @shifted(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 63
define i8 @shifted(ptr %ctx) section "tc" {
  %number = load i32, ptr %ctx, align 4
  %up = shl i32 %number, 16
  %high = icmp sgt i32 %up, 2097152
  %low = icmp slt i32 %up, 0
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %wide = zext i32 %number to i64
  %top = shl i64 %wide, 48
  %short = ashr exact i64 %top, 48
  %at = getelementptr i8, ptr @bytes, i64 %short
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The bits above were not compared: no bound is known, none is stated.
; CHECK-LABEL: @shifted_less(
; CHECK-NOT: asm
; CHECK: ret
define i8 @shifted_less(ptr %ctx) section "tc" {
  %number = load i32, ptr %ctx, align 4
  %up = shl i32 %number, 24
  %high = icmp sgt i32 %up, 536870912
  %low = icmp slt i32 %up, 0
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %wide = zext i32 %number to i64
  %top = shl i64 %wide, 48
  %short = ashr exact i64 %top, 48
  %at = getelementptr i8, ptr @bytes, i64 %short
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Selected as x * 4 + 20, where x may be below 0.
; CHECK-LABEL: @added(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 23
define i32 @added(i64 %x) section "tc" {
  %low = icmp slt i64 %x, -5
  %high = icmp sgt i64 %x, 18
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = add nsw i64 %x, 5
  %at = getelementptr inbounds [24 x i32], ptr @words, i64 0, i64 %index
  %word = load i32, ptr %at, align 4
  ret i32 %word
leave:
  ret i32 0
}

; The low half was compared, and is what the shifts extend.
; CHECK-LABEL: @half(
; CHECK-NOT: asm
; CHECK: ret
define i8 @half(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  br i1 %low, label %leave, label %next
next:
  %high = icmp sgt i32 %low_half, 95
  br i1 %high, label %leave, label %use
use:
  %up = shl i64 %number, 32
  %wide = ashr exact i64 %up, 32
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The same, masked: 0 to 63 is what the verifier makes of 1 to 60.
; CHECK-LABEL: @masked_half(
; CHECK-NOT: asm
; CHECK: ret
define i8 @masked_half(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  br i1 %low, label %leave, label %next
next:
  %high = icmp sgt i32 %low_half, 60
  br i1 %high, label %leave, label %use
use:
  %wide = and i64 %number, 2147483647
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; With all 32 bits it is a move of the half, which keeps 1 to 95.
; CHECK-LABEL: @moved_half(
; CHECK-NOT: asm
; CHECK: ret
define i8 @moved_half(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %high = icmp sgt i32 %low_half, 95
  %low = icmp slt i32 %low_half, 1
  %out = select i1 %high, i1 true, i1 %low
  br i1 %out, label %leave, label %use
use:
  %wide = and i64 %number, 4294967295
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The half of a number that is lost itself.
; CHECK-LABEL: @moved_half_of_remainder(
; CHECK: call i64 asm
; CHECK: ret
define i8 @moved_half_of_remainder(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %remainder = urem i64 %number, 100
  %wide = and i64 %remainder, 4294967295
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
}

; A size of 32 bits, compared as a signed number: every verifier knows that it is not 0.
; CHECK-LABEL: @signed_size(
; CHECK-NOT: asm
; CHECK: ret
define i64 @signed_size(ptr %ctx) section "tc" {
  %number = load i32, ptr %ctx, align 4
  %low = icmp slt i32 %number, 1
  br i1 %low, label %leave, label %next
next:
  %high = icmp sgt i32 %number, 100
  br i1 %high, label %leave, label %use
use:
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr @bytes, i32 %number)
  ret i64 %done
leave:
  ret i64 0
}

; One that may be 0, for all that 6.1 knows.
; CHECK-LABEL: @unsigned_size(
; CHECK: asm
; CHECK: ret
define i64 @unsigned_size(ptr %ctx) section "tc" {
  %number = load i32, ptr %ctx, align 4
  %none = icmp eq i32 %number, 0
  br i1 %none, label %leave, label %next
next:
  %high = icmp ugt i32 %number, 100
  br i1 %high, label %leave, label %use
use:
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr @bytes, i32 %number)
  ret i64 %done
leave:
  ret i64 0
}

; And 0 to 127 of 1 to 95, which is too much.
; CHECK-LABEL: @masked_half_too_wide(
; CHECK: call i64 asm
; CHECK: ret
define i8 @masked_half_too_wide(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  br i1 %low, label %leave, label %next
next:
  %high = icmp sgt i32 %low_half, 95
  br i1 %high, label %leave, label %use
use:
  %wide = and i64 %number, 2147483647
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; LLVM computes with the whole register what the source does with an int: 3 to 96, and 0 to 95.
; Verifiers follow the sum, which is done in 32 bits, and not the product.
; CHECK-LABEL: @high_sum(
; CHECK-NOT: asm
; CHECK: ret
define i8 @high_sum(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  %high = icmp sgt i32 %low_half, 96
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %up = shl i64 %number, 32
  %sum = add i64 %up, -4294967296
  %wide = ashr exact i64 %sum, 32
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; CHECK-LABEL: @high_product(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 96
define i8 @high_product(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  %high = icmp sgt i32 %low_half, 32
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %up = mul i64 %number, 12884901888
  %wide = ashr exact i64 %up, 32
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; 34 times 3 is outside of the array, and times 2^30 it is some other number.
; CHECK-LABEL: @high_product_too_large(
; CHECK-NOT: asm
; CHECK: ret
define i8 @high_product_too_large(ptr %ctx) section "tc" {
  %number = call i64 inttoptr (i64 5 to ptr)()
  %low_half = trunc i64 %number to i32
  %low = icmp slt i32 %low_half, 1
  %high = icmp sgt i32 %low_half, 34
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %up = mul i64 %number, 12884901888
  %wide = ashr exact i64 %up, 32
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  %most = mul i64 %number, 4611686018427387904
  %other = ashr exact i64 %most, 32
  %there = getelementptr i8, ptr @bytes, i64 %other
  %second = load i8, ptr %there, align 1
  ret i8 %second
leave:
  ret i8 0
}

; x - 5 is checked to be from -5 to 27 by the ends of x, as unsigned, and of x - 5, as signed number.
; CHECK-LABEL: @round(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 63
define i8 @round(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %less = add i32 %x, -5
  %above = icmp ugt i32 %x, -2147483644
  %high = icmp sgt i32 %less, 27
  %out = select i1 %above, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %wide = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; One more, and x - 5 may be the lowest number.
; CHECK-LABEL: @round_too_far(
; CHECK-NOT: asm
; CHECK: ret
define i8 @round_too_far(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %less = add i32 %x, -5
  %above = icmp ugt i32 %x, -2147483643
  %high = icmp sgt i32 %less, 27
  %out = select i1 %above, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %wide = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The number that is compared, less one, is itself a mask of another.
; CHECK-LABEL: @mask_less_one(
; CHECK: asm
; CHECK: ret
define i64 @mask_less_one(ptr %ctx) section "tc" {
  %number = load i32, ptr %ctx, align 4
  %short = and i32 %number, 65535
  %less = add nsw i32 %short, -1
  %inside = icmp ult i32 %less, 100
  %size = select i1 %inside, i32 %short, i32 1
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr @bytes, i32 %size)
  ret i64 %done
}

; "base - x + 39" for the verifier.
; CHECK-LABEL: @from_the_end(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 63
define i8 @from_the_end(i64 %x) section "tc" {
  %high = icmp ugt i64 %x, 39
  br i1 %high, label %leave, label %use
use:
  %index = sub nsw i64 39, %x
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The helper writes 40 bytes there, so the index must not become 63.
; CHECK-LABEL: @room_behind(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 50
; CHECK: ret
define i64 @room_behind(ptr %ctx, i64 %x) section "tc" {
  %rest = urem i64 %x, 51
  %at = getelementptr i8, ptr @bytes, i64 %rest
  %done = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %at, i32 40)
  ret i64 %done
}
