; The same address, computed in another way than where it was checked.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=packet-check %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; A constant in the index here, and behind the address there.
; CHECK-LABEL: @constant(
; CHECK: %checked = getelementptr i8, ptr %start, i64 %wide
; CHECK: use:
; CHECK: %[[AT:.*]] = getelementptr i8, ptr %checked, i64 7
; CHECK-NEXT: load i8, ptr %[[AT]]
define i8 @constant(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %in = icmp ult i32 %x, 50
  br i1 %in, label %check, label %leave
check:
  %wide = zext i32 %x to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 8
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %more = add i32 %x, 7
  %more.wide = sext i32 %more to i64
  %at = getelementptr i8, ptr %start, i64 %more.wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The same without the check of x: the sum may go round, so it is another address.
; CHECK-LABEL: @goes_round(
; CHECK: %at = getelementptr i8, ptr %start, i64 %more.wide
; CHECK-NEXT: load i8, ptr %at
define i8 @goes_round(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %wide = zext i32 %x to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 8
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %more = add i32 %x, 7
  %more.wide = zext i32 %more to i64
  %at = getelementptr i8, ptr %start, i64 %more.wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The eighth byte is the last that was checked: two from there are one too many, on the other side of
; the check nothing is.
; CHECK-LABEL: @one_too_many(
; CHECK: %at = getelementptr i8, ptr %start, i64 %more.wide
; CHECK-NEXT: load i16, ptr %at
; CHECK: load i8, ptr %at.not
define i16 @one_too_many(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %in = icmp ult i32 %x, 50
  br i1 %in, label %check, label %leave
check:
  %wide = zext i32 %x to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 8
  %outside = icmp ugt ptr %last, %stop
  %more = add i32 %x, 7
  %more.wide = zext i32 %more to i64
  br i1 %outside, label %not, label %use
use:
  %at = getelementptr i8, ptr %start, i64 %more.wide
  %word = load i16, ptr %at, align 1
  ret i16 %word
not:
  %at.not = getelementptr i8, ptr %start, i64 %more.wide
  %byte = load i8, ptr %at.not, align 1
  %extended = zext i8 %byte to i16
  ret i16 %extended
leave:
  ret i16 0
}

; Bits that are set, of a number that is known not to have them, or of which they are masked away.
; CHECK-LABEL: @bits(
; CHECK: use:
; CHECK: getelementptr i8, ptr %checked, i64 1
; CHECK-NEXT: load i8
; CHECK: getelementptr i8, ptr %checked, i64 3
; CHECK-NEXT: load i8
define i8 @bits(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %mark.byte = load i8, ptr %mark, align 1
  %x = lshr i8 %mark.byte, 2
  %four = and i8 %x, 60
  %wide = zext i8 %four to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 4
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %one = or i8 %four, 1
  %one.wide = zext i8 %one to i64
  %at.one = getelementptr i8, ptr %start, i64 %one.wide
  %a = load i8, ptr %at.one, align 1
  %three = or i8 %x, 3
  %three.wide = zext i8 %three to i64
  %at.three = getelementptr i8, ptr %start, i64 %three.wide
  %b = load i8, ptr %at.three, align 1
  %sum = add i8 %a, %b
  ret i8 %sum
leave:
  ret i8 0
}

; "x | 3" is not x and 3 more where x may have these bits.
; CHECK-LABEL: @bits_in_common(
; CHECK: %at = getelementptr i8, ptr %start, i64 %three.wide
; CHECK-NEXT: load i8, ptr %at
define i8 @bits_in_common(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %mark.byte = load i8, ptr %mark, align 1
  %x = and i8 %mark.byte, 62
  %wide = zext i8 %x to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 4
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %three = or i8 %x, 3
  %three.wide = zext i8 %three to i64
  %at = getelementptr i8, ptr %start, i64 %three.wide
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; A short, once extended in 32 bits and once in 64.
; CHECK-LABEL: @short(
; CHECK: use:
; CHECK-NEXT: load i8, ptr %checked
define i8 @short(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %up = shl i32 %x, 16
  %short = ashr exact i32 %up, 16
  %in = icmp ult i32 %short, 40
  br i1 %in, label %check, label %leave
check:
  %wide = zext i32 %short to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 1
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %again = zext i32 %x to i64
  %top = shl i64 %again, 48
  %index = ashr exact i64 %top, 48
  %at = getelementptr i8, ptr %start, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The same where it may be below 0: the one extension is with zeroes, the other with its sign.
; CHECK-LABEL: @short_below_0(
; CHECK: %at = getelementptr i8, ptr %start, i64 %index
; CHECK-NEXT: load i8, ptr %at
define i8 @short_below_0(ptr %skb) section "tc" {
  %field = getelementptr i8, ptr %skb, i64 76
  %half = load i32, ptr %field, align 4
  %whole = zext i32 %half to i64
  %start = inttoptr i64 %whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %up = shl i32 %x, 16
  %short = ashr exact i32 %up, 16
  %wide = zext i32 %short to i64
  %checked = getelementptr i8, ptr %start, i64 %wide
  %last = getelementptr i8, ptr %checked, i64 1
  %outside = icmp ugt ptr %last, %stop
  br i1 %outside, label %leave, label %use
use:
  %again = zext i32 %x to i64
  %top = shl i64 %again, 48
  %index = ashr exact i64 %top, 48
  %at = getelementptr i8, ptr %start, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
