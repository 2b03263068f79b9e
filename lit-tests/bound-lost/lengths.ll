; A helper gives back no more than it was asked for, or an error: what the source does not check of
; that is known. And the forms in which the sign of such a length, or a short, is checked.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [96 x i8] zeroinitializer

; No verifier knows that a number is not below 0 because its bit 31 is not set.
; CHECK-LABEL: @sign_bit(
; CHECK: call i64 asm
; CHECK: and i64 %{{.*}}, 63
define i8 @sign_bit(ptr %ctx) section "kprobe" {
  %text = alloca [48 x i8]
  %n = call i64 inttoptr (i64 115 to ptr)(ptr %text, i32 48, ptr %ctx)
  %sign = and i64 %n, 2147483648
  %ok = icmp eq i64 %sign, 0
  br i1 %ok, label %use, label %leave
use:
  %at = getelementptr i8, ptr @bytes, i64 %n
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Of these helpers, every verifier knows it.
; CHECK-LABEL: @whole(
; CHECK-NOT: asm
; CHECK: ret
define i8 @whole(ptr %ctx) section "kprobe" {
  %text = alloca [48 x i8]
  %n = call i64 inttoptr (i64 115 to ptr)(ptr %text, i32 48, ptr %ctx)
  %ok = icmp sgt i64 %n, -1
  br i1 %ok, label %use, label %leave
use:
  %at = getelementptr i8, ptr @bytes, i64 %n
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Another helper promises nothing, and 97 is outside.
; CHECK-LABEL: @other_helper(
; CHECK-NOT: asm
; CHECK: ret
define i8 @other_helper(ptr %ctx) section "kprobe" {
  %text = alloca [48 x i8]
  %n = call i64 inttoptr (i64 113 to ptr)(ptr %text, i32 48, ptr %ctx)
  %sign = and i64 %n, 2147483648
  %ok = icmp eq i64 %sign, 0
  br i1 %ok, label %use, label %leave
use:
  %at = getelementptr i8, ptr @bytes, i64 %n
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; CHECK-LABEL: @too_long(
; CHECK-NOT: asm
; CHECK: ret
define i8 @too_long(ptr %ctx) section "kprobe" {
  %text = alloca [128 x i8]
  %n = call i64 inttoptr (i64 115 to ptr)(ptr %text, i32 97, ptr %ctx)
  %sign = and i64 %n, 2147483648
  %ok = icmp eq i64 %sign, 0
  br i1 %ok, label %use, label %leave
use:
  %at = getelementptr i8, ptr @bytes, i64 %n
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The other side of the bit.
; CHECK-LABEL: @below_0(
; CHECK-NOT: asm
; CHECK: ret
define i8 @below_0(ptr %ctx) section "kprobe" {
  %text = alloca [48 x i8]
  %n = call i64 inttoptr (i64 115 to ptr)(ptr %text, i32 48, ptr %ctx)
  %sign = and i64 %n, 2147483648
  %ok = icmp ne i64 %sign, 0
  br i1 %ok, label %use, label %leave
use:
  %at = getelementptr i8, ptr @bytes, i64 %n
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; A short from 0 to 23, which is taken times four out of another register.
; CHECK-LABEL: @scaled(
; CHECK: call i64 asm
; CHECK: icmp ugt i64 %{{.*}}, 92
define i8 @scaled(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %up = shl i32 %x, 16
  %short = ashr exact i32 %up, 16
  %low = icmp slt i32 %short, 0
  %high = icmp sgt i32 %short, 23
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %wide = zext i32 %x to i64
  %top = shl i64 %wide, 48
  %four = ashr exact i64 %top, 46
  %at = getelementptr i8, ptr @bytes, i64 %four
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; 24 times four is outside.
; CHECK-LABEL: @scaled_too_far(
; CHECK-NOT: asm
; CHECK: ret
define i8 @scaled_too_far(ptr %ctx) section "tc" {
  %x = load i32, ptr %ctx, align 4
  %up = shl i32 %x, 16
  %short = ashr exact i32 %up, 16
  %low = icmp slt i32 %short, 0
  %high = icmp sgt i32 %short, 24
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %wide = zext i32 %x to i64
  %top = shl i64 %wide, 48
  %four = ashr exact i64 %top, 46
  %at = getelementptr i8, ptr @bytes, i64 %four
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
