; Addresses that phi and select choose, and pointers that move: a read is folded only if every byte
; of every object that it may read is 0. A folded read is "ret i8 0".
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @other(ptr)

; CHECK-LABEL: @either(
; CHECK: ret i8 0
define i8 @either(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [16 x i8], align 8
  store i64 0, ptr %a
  call void @llvm.memset.p0.i64(ptr %b, i8 0, i64 16, i1 false)
  %p = select i1 %c, ptr %a, ptr %b
  %q = getelementptr i8, ptr %p, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; CHECK-LABEL: @either_one_not_zero(
; CHECK: load i8
define i8 @either_one_not_zero(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 1, ptr %b
  %p = select i1 %c, ptr %a, ptr %b
  %q = getelementptr i8, ptr %p, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; What cannot be followed may be anything, also where it comes in through a second merge.
; CHECK-LABEL: @either_or_elsewhere(
; CHECK: load i8
define i8 @either_or_elsewhere(i1 %c, i1 %d, i64 %i, ptr %elsewhere) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  %p = select i1 %c, ptr %a, ptr %elsewhere
  %q = select i1 %d, ptr %p, ptr %b
  %r = getelementptr i8, ptr %q, i64 %i
  %v = load i8, ptr %r
  ret i8 %v
}

; One of the two gets out.
; CHECK-LABEL: @either_one_escaped(
; CHECK: load i8
define i8 @either_one_escaped(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  call void @other(ptr %b)
  %p = select i1 %c, ptr %a, ptr %b
  %q = getelementptr i8, ptr %p, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; Handing the choice out hands both out.
; CHECK-LABEL: @choice_escapes(
; CHECK: load i8
define i8 @choice_escapes(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  %p = select i1 %c, ptr %a, ptr %b
  call void @other(ptr %p)
  %q = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; A zero written through a choice is not surely written here.
; CHECK-LABEL: @weak_zero(
; CHECK: load i8
define i8 @weak_zero(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  %p = select i1 %c, ptr %a, ptr %b
  store i64 0, ptr %p
  %q = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; Two places in one object: the lower half is 0, and the choice stays in it.
; CHECK-LABEL: @two_places(
; CHECK: ret i8 0
define i8 @two_places(i1 %c) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %four = getelementptr i8, ptr %a, i64 4
  %p = select i1 %c, ptr %a, ptr %four
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @two_places_one_not_zero(
; CHECK: load i8
define i8 @two_places_one_not_zero(i1 %c) {
  %a = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %a
  store i64 -1, ptr %high
  %p = select i1 %c, ptr %a, ptr %high
  %v = load i8, ptr %p
  ret i8 %v
}

; A pointer that walks writes wherever it comes along.
; CHECK-LABEL: @walking_writer(
; CHECK: load i8
define i8 @walking_writer(i64 %n, i64 %i) {
entry:
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br label %body
body:
  %p = phi ptr [ %buf, %entry ], [ %next, %body ]
  %k = phi i64 [ 0, %entry ], [ %k1, %body ]
  store i8 1, ptr %p
  %next = getelementptr i8, ptr %p, i64 1
  %k1 = add i64 %k, 1
  %more = icmp ult i64 %k1, %n
  br i1 %more, label %body, label %out
out:
  %q = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %q
  ret i8 %v
}

; A walking reader over bytes of which the last is not 0.
; CHECK-LABEL: @walking_reader_not_zero(
; CHECK: load i8
define i8 @walking_reader_not_zero(i64 %n) {
entry:
  %buf = alloca [16 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 15, i1 false)
  %last = getelementptr i8, ptr %buf, i64 15
  store i8 1, ptr %last
  br label %body
body:
  %p = phi ptr [ %buf, %entry ], [ %next, %body ]
  %k = phi i64 [ 0, %entry ], [ %k1, %body ]
  %v = load i8, ptr %p
  %next = getelementptr i8, ptr %p, i64 1
  %k1 = add i64 %k, 1
  %more = icmp ult i64 %k1, %n
  br i1 %more, label %body, label %out
out:
  ret i8 %v
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
