; What the analysis may conclude over paths, and what it must not: a folded read is "ret i8 0", a
; read that must stay is a load. The objects are zeroed, written and read in every order.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-look=false %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.lifetime.start.p0(i64, ptr)
declare void @llvm.lifetime.end.p0(i64, ptr)

; Zeroed on both sides of a branch, by different stores.
; CHECK-LABEL: @both_sides(
; CHECK: ret i8 0
define i8 @both_sides(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  br i1 %c, label %left, label %right
left:
  store i64 0, ptr %buf
  br label %join
right:
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 8, i1 false)
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @one_side_only(
; CHECK: load i8
define i8 @one_side_only(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  br i1 %c, label %left, label %join
left:
  store i64 0, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @one_side_not_zero(
; CHECK: load i8
define i8 @one_side_not_zero(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i8 1, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A byte that was not 0 and is zeroed again.
; CHECK-LABEL: @zeroed_again(
; CHECK: ret i8 0
define i8 @zeroed_again(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %third = getelementptr i8, ptr %buf, i64 3
  store i8 7, ptr %third
  store i16 0, ptr %third
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Seven of eight bytes.
; CHECK-LABEL: @one_byte_missing(
; CHECK: load i8
define i8 @one_byte_missing(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i32 0, ptr %buf
  %four = getelementptr i8, ptr %buf, i64 4
  call void @llvm.memset.p0.i64(ptr %four, i8 0, i64 3, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Pieces of every width make the whole.
; CHECK-LABEL: @pieces(
; CHECK: ret i16 0
define i16 @pieces(i64 %i) {
  %buf = alloca { i64, i32, i16, i8, i8 }, align 8
  store i64 0, ptr %buf
  %a = getelementptr { i64, i32, i16, i8, i8 }, ptr %buf, i64 0, i32 1
  store i32 0, ptr %a
  %b = getelementptr { i64, i32, i16, i8, i8 }, ptr %buf, i64 0, i32 2
  store i16 0, ptr %b
  %c = getelementptr { i64, i32, i16, i8, i8 }, ptr %buf, i64 0, i32 3
  store i8 0, ptr %c
  %d = getelementptr { i64, i32, i16, i8, i8 }, ptr %buf, i64 0, i32 4
  store i8 0, ptr %d
  %p = getelementptr i16, ptr %buf, i64 %i
  %v = load i16, ptr %p
  ret i16 %v
}

; A zero stored at a variable offset proves nothing, and spoils nothing.
; CHECK-LABEL: @zero_somewhere(
; CHECK: load i8
define i8 @zero_somewhere(i64 %i, i64 %j) {
  %buf = alloca [8 x i8], align 8
  %q = getelementptr i8, ptr %buf, i64 %j
  store i8 0, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @zero_somewhere_more(
; CHECK: ret i8 0
define i8 @zero_somewhere_more(i64 %i, i64 %j) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %q = getelementptr i8, ptr %buf, i64 %j
  store i8 0, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @one_somewhere(
; CHECK: load i8
define i8 @one_somewhere(i64 %i, i64 %j) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %q = getelementptr i8, ptr %buf, i64 %j
  store i8 1, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The read comes first in the text and second in time: the loop brings the 1 back.
; CHECK-LABEL: @loop_writes_later(
; CHECK: load i8
define i8 @loop_writes_later(i64 %n) {
entry:
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br label %body
body:
  %k = phi i64 [ 0, %entry ], [ %next, %body ]
  %p = getelementptr i8, ptr %buf, i64 %k
  %v = load i8, ptr %p
  store i8 1, ptr %buf
  %next = add i64 %k, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %body, label %out
out:
  ret i8 %v
}

; CHECK-LABEL: @loop_only_reads(
; CHECK-NOT: load
; CHECK: ret i8
define i8 @loop_only_reads(i64 %n) {
entry:
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br label %body
body:
  %k = phi i64 [ 0, %entry ], [ %next, %body ]
  %sum = phi i8 [ 0, %entry ], [ %added, %body ]
  %p = getelementptr i8, ptr %buf, i64 %k
  %v = load i8, ptr %p
  %added = add i8 %sum, %v
  %next = add i64 %k, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %body, label %out
out:
  ret i8 %added
}

; The object is born again in each round, without its zeroes.
; CHECK-LABEL: @lifetime_ends(
; CHECK: load i8
define i8 @lifetime_ends(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.lifetime.start.p0(i64 8, ptr %buf)
  store i64 0, ptr %buf
  call void @llvm.lifetime.end.p0(i64 8, ptr %buf)
  call void @llvm.lifetime.start.p0(i64 8, ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A switch with four ways in, one of them with a 2.
; CHECK-LABEL: @switch_one_bad(
; CHECK: load i8
define i8 @switch_one_bad(i32 %s, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  switch i32 %s, label %join [ i32 1, label %one
                               i32 2, label %two
                               i32 3, label %join ]
one:
  store i8 0, ptr %buf
  br label %join
two:
  store i8 2, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A copy from unknown memory spoils the zeroes it lands on.
; CHECK-LABEL: @copied_over(
; CHECK: load i8
define i8 @copied_over(ptr %from, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr %from, i64 1, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Being copied from leaves it as it was.
; CHECK-LABEL: @copied_from(
; CHECK: ret i8 0
define i8 @copied_from(ptr %to, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %buf, i64 8, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; memset with another byte, and of an unknown length.
; CHECK-LABEL: @memset_one(
; CHECK: load i8
define i8 @memset_one(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 1, i64 8, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @memset_some(
; CHECK: load i8
define i8 @memset_some(i64 %i, i64 %n) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 %n, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Two objects behind one pointer: a write may hit either.
; CHECK-LABEL: @chosen_write(
; CHECK: load i8
define i8 @chosen_write(i1 %c, i64 %i) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  %either = select i1 %c, ptr %a, ptr %b
  store i8 1, ptr %either
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @chosen_read(
; CHECK: load i8
define i8 @chosen_read(i1 %c, i64 %i, ptr %elsewhere) {
  %a = alloca [8 x i8], align 8
  store i64 0, ptr %a
  %either = select i1 %c, ptr %a, ptr %elsewhere
  %p = getelementptr i8, ptr %either, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A pointer that walks over the object in a loop.
; CHECK-LABEL: @walking_pointer(
; CHECK: ret i8 0
define i8 @walking_pointer(i64 %n) {
entry:
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %end = getelementptr i8, ptr %buf, i64 %n
  br label %body
body:
  %p = phi ptr [ %buf, %entry ], [ %next, %body ]
  %v = load i8, ptr %p
  %next = getelementptr i8, ptr %p, i64 1
  %more = icmp ne ptr %next, %end
  br i1 %more, label %body, label %out
out:
  ret i8 %v
}

; Undefined bytes are not zero bytes.
; CHECK-LABEL: @stores_undef(
; CHECK: load i8
define i8 @stores_undef(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  store i8 undef, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A size that varies, or an object larger than the stack: left alone.
; CHECK-LABEL: @dynamic(
; CHECK: load i8
define i8 @dynamic(i64 %n, i64 %i) {
  %buf = alloca i8, i64 %n, align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 %n, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
