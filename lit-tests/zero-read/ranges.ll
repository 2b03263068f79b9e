; Only part of an object is 0, and LLVM knows that the index stays in that part. A folded read is
; "ret i8 0".
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; CHECK-LABEL: @masked(
; CHECK: ret i8 0
define i8 @masked(i64 %x) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; One index more.
; CHECK-LABEL: @one_more(
; CHECK: load i8
define i8 @one_more(i64 %x) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %k = and i64 %x, 7
  %i = add i64 %k, 1
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The read of two bytes at the last index ends outside.
; CHECK-LABEL: @too_wide(
; CHECK: load i16
define i16 @too_wide(i64 %x) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i16, ptr %p
  ret i16 %v
}

; The branch stands between the address and the read.
; CHECK-LABEL: @compared(
; CHECK: ret i8 0
define i8 @compared(i64 %i) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %p = getelementptr i8, ptr %a, i64 %i
  %small = icmp ult i64 %i, 8
  br i1 %small, label %read, label %out
read:
  %v = load i8, ptr %p
  ret i8 %v
out:
  ret i8 1
}

; CHECK-LABEL: @compared_signed(
; CHECK: load i8
define i8 @compared_signed(i64 %i) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %high
  store i64 -1, ptr %a
  %p = getelementptr i8, ptr %high, i64 %i
  %small = icmp slt i64 %i, 8
  br i1 %small, label %read, label %out
read:
  %v = load i8, ptr %p
  ret i8 %v
out:
  ret i8 1
}

; The other side of the same branch.
; CHECK-LABEL: @compared_other_side(
; CHECK: load i8
define i8 @compared_other_side(i64 %i) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %p = getelementptr i8, ptr %a, i64 %i
  %small = icmp ult i64 %i, 8
  br i1 %small, label %out, label %read
read:
  %v = load i8, ptr %p
  ret i8 %v
out:
  ret i8 1
}

; A member of each struct is 0, the member beside it is not: only whole steps are read.
; CHECK-LABEL: @member(
; CHECK: ret i32 0
define i32 @member(i64 %x) {
  %a = alloca [2 x { i32, i32 }], align 8
  store i64 1, ptr %a
  %second = getelementptr i8, ptr %a, i64 8
  store i64 2, ptr %second
  %i = and i64 %x, 1
  %p = getelementptr [2 x { i32, i32 }], ptr %a, i64 0, i64 %i, i32 1
  %v = load i32, ptr %p
  ret i32 %v
}

; CHECK-LABEL: @member_other(
; CHECK: load i32
define i32 @member_other(i64 %x) {
  %a = alloca [2 x { i32, i32 }], align 8
  store i64 1, ptr %a
  %second = getelementptr i8, ptr %a, i64 8
  store i64 2, ptr %second
  %i = and i64 %x, 1
  %p = getelementptr [2 x { i32, i32 }], ptr %a, i64 0, i64 %i, i32 0
  %v = load i32, ptr %p
  ret i32 %v
}

; A loop index from 0 to 7.
; CHECK-LABEL: @loop(
; CHECK-NOT: load
define i8 @loop() {
entry:
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  br label %body
body:
  %i = phi i64 [ 0, %entry ], [ %next, %body ]
  %sum = phi i8 [ 0, %entry ], [ %more, %body ]
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  %more = add i8 %sum, %v
  %next = add nuw nsw i64 %i, 1
  %done = icmp eq i64 %next, 8
  br i1 %done, label %out, label %body
out:
  ret i8 %more
}

; A write at an index in the other half leaves this half alone.
; CHECK-LABEL: @written_beside(
; CHECK: ret i8 0
define i8 @written_beside(i64 %x, i64 %y) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  %j = and i64 %y, 7
  %q = getelementptr i8, ptr %high, i64 %j
  store i8 1, ptr %q
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Clang hides a compared index from the optimizer, which would widen it; it stays the same index.
; CHECK-LABEL: @passed_through(
; CHECK: ret i8 0
define i8 @passed_through(i32 %i) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %small = icmp ult i32 %i, 6
  br i1 %small, label %read, label %out
read:
  %same = call i32 @llvm.bpf.passthrough.i32.i32(i32 0, i32 %i)
  %wide = zext i32 %same to i64
  %j = add i64 %wide, 2
  %p = getelementptr i8, ptr %a, i64 %j
  %v = load i8, ptr %p
  ret i8 %v
out:
  ret i8 1
}

; CHECK-LABEL: @passed_through_one_more(
; CHECK: load i8
define i8 @passed_through_one_more(i32 %i) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %small = icmp ult i32 %i, 6
  br i1 %small, label %read, label %out
read:
  %same = call i32 @llvm.bpf.passthrough.i32.i32(i32 0, i32 %i)
  %wide = zext i32 %same to i64
  %j = add i64 %wide, 3
  %p = getelementptr i8, ptr %a, i64 %j
  %v = load i8, ptr %p
  ret i8 %v
out:
  ret i8 1
}

declare i32 @llvm.bpf.passthrough.i32.i32(i32, i32)
