; An index into a packet: neither it nor what is added behind it may be below 0, as the verifier sees
; them, and what is checked and what is read must be one register.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; From 7 to 46, and 7 is taken off behind it: before 7.1 that is outside.
; CHECK-LABEL: @constant_behind(
; CHECK: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %index)
; CHECK-NEXT: %[[LESS:.*]] = add i64 %[[HIDDEN]], -7
; CHECK-NEXT: %[[STATED:.*]] = and i64 %[[LESS]], 63
; CHECK-NEXT: %[[ADDRESS:.*]] = getelementptr i8, ptr %start, i64 %[[STATED]]
; CHECK-NEXT: %[[CHECKED:.*]] = getelementptr i8, ptr %[[ADDRESS]], i64 1
; CHECK-NEXT: icmp ugt ptr %[[CHECKED]], %stop
; CHECK: load i8, ptr %[[ADDRESS]]
define i8 @constant_behind(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i32 %x, 7
  %high = icmp sgt i32 %x, 46
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 -6
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %place = getelementptr i8, ptr %at, i64 -7
  %byte = load i8, ptr %place, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; From -5 to 34, and 5 is added behind it: what varies is below 0.
; CHECK-LABEL: @below_0(
; CHECK: add i64 %{{.*}}, 5
; CHECK-NEXT: and i64 %{{.*}}, 63
; CHECK-NEXT: %[[ADDRESS:.*]] = getelementptr i32, ptr %start, i64
; CHECK-NEXT: %[[CHECKED:.*]] = getelementptr i8, ptr %[[ADDRESS]], i64 4
; CHECK-NEXT: icmp ugt ptr %[[CHECKED]], %stop
; CHECK: load i32, ptr %[[ADDRESS]]
define i32 @below_0(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i32 %x, -5
  %high = icmp sgt i32 %x, 34
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = sext i32 %x to i64
  %at = getelementptr i32, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 24
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %place = getelementptr i8, ptr %at, i64 20
  %word = load i32, ptr %place, align 4
  ret i32 %word
leave:
  ret i32 0
}

; A header's 14 bytes before it: together the constants are not below 0, and verifiers add them up.
; CHECK-LABEL: @behind_a_header(
; CHECK-NOT: asm
; CHECK: ret
define i8 @behind_a_header(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %high = icmp ugt i32 %x, 46
  br i1 %high, label %leave, label %check
check:
  %index = zext i32 %x to i64
  %payload = getelementptr i8, ptr %start, i64 14
  %at = getelementptr i8, ptr %payload, i64 %index
  %behind = getelementptr i8, ptr %at, i64 -6
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %place = getelementptr i8, ptr %at, i64 -7
  %byte = load i8, ptr %place, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; From 6 on, less 7: one byte before the packet. The source does not bound it, so it stays.
; CHECK-LABEL: @before_the_packet(
; CHECK-NOT: asm
; CHECK: ret
define i8 @before_the_packet(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i32, ptr %mark, align 4
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i32 %x, 6
  %high = icmp sgt i32 %x, 46
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 -6
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %place = getelementptr i8, ptr %at, i64 -7
  %byte = load i8, ptr %place, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The difference is used once: "start + x - 20" is selected of it, and 20 is then taken off behind.
; CHECK-LABEL: @taken_apart(
; CHECK: call i64 asm
define i8 @taken_apart(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i64, ptr %mark, align 8
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i64 %x, 20
  %high = icmp sgt i64 %x, 48
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = add i64 %x, -20
  %at = getelementptr i8, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 1
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Here it is used twice, and is computed by itself.
; CHECK-LABEL: @kept(
; CHECK-NOT: asm
; CHECK: ret
define i8 @kept(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i64, ptr %mark, align 8
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i64 %x, 20
  %high = icmp sgt i64 %x, 48
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = add i64 %x, -20
  %at = getelementptr i8, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 1
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %again = xor i64 %index, 5
  store i64 %again, ptr %skb, align 8
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The sum is not below 0, but x is, which is what varies.
; CHECK-LABEL: @apart_below_0(
; CHECK: call i64 asm
define i8 @apart_below_0(ptr %skb) section "tc" {
  %mark = getelementptr i8, ptr %skb, i64 8
  %x = load i64, ptr %mark, align 8
  %start.field = getelementptr i8, ptr %skb, i64 76
  %start.half = load i32, ptr %start.field, align 4
  %start.whole = zext i32 %start.half to i64
  %start = inttoptr i64 %start.whole to ptr
  %stop.field = getelementptr i8, ptr %skb, i64 80
  %stop.half = load i32, ptr %stop.field, align 4
  %stop.whole = zext i32 %stop.half to i64
  %stop = inttoptr i64 %stop.whole to ptr
  %low = icmp slt i64 %x, -19
  %high = icmp sgt i64 %x, 19
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %check
check:
  %index = add i64 %x, 19
  %at = getelementptr i8, ptr %start, i64 %index
  %behind = getelementptr i8, ptr %at, i64 1
  %outside = icmp ugt ptr %behind, %stop
  br i1 %outside, label %leave, label %use
use:
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
