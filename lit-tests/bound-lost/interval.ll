; Two comparisons of x - 20 leave an interval of x, though each of them alone leaves none that has two
; ends; and what is copied from a lost index, or set there, is an access like others.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [100 x i8] zeroinitializer
@copy = global [66 x i8] zeroinitializer
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; From 5 to 35.
; CHECK-LABEL: @interval(
; CHECK: call i64 asm
; CHECK-NEXT: and i64 %{{.*}}, 63
define i8 @interval(ptr %skb) section "tc" {
  %x = load i32, ptr %skb, align 4
  %less = add i32 %x, -20
  %low = icmp slt i32 %less, -15
  %high = icmp sgt i32 %less, 15
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; The upper end is not compared.
; CHECK-LABEL: @no_end(
; CHECK-NOT: asm
; CHECK: ret
define i8 @no_end(ptr %skb) section "tc" {
  %x = load i32, ptr %skb, align 4
  %less = add i32 %x, -20
  %low = icmp slt i32 %less, -15
  br i1 %low, label %leave, label %use
use:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; CHECK-LABEL: @copied(
; CHECK: call i64 asm
; CHECK-NEXT: and i64 %{{.*}}, 63
define void @copied(ptr %skb) section "tc" {
  %x = load i32, ptr %skb, align 4
  %less = add i32 %x, -20
  %low = icmp slt i32 %less, -15
  %high = icmp sgt i32 %less, 15
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  call void @llvm.memcpy.p0.p0.i64(ptr @copy, ptr %at, i64 37, i1 false)
  br label %leave
leave:
  ret void
}

; Of 66 bytes from 35 on, the last is outside.
; CHECK-LABEL: @copied_too_far(
; CHECK-NOT: asm
; CHECK: ret
define void @copied_too_far(ptr %skb) section "tc" {
  %x = load i32, ptr %skb, align 4
  %less = add i32 %x, -20
  %low = icmp slt i32 %less, -15
  %high = icmp sgt i32 %less, 15
  %out = select i1 %low, i1 true, i1 %high
  br i1 %out, label %leave, label %use
use:
  %index = sext i32 %x to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  call void @llvm.memcpy.p0.p0.i64(ptr @copy, ptr %at, i64 66, i1 false)
  br label %leave
leave:
  ret void
}
