; The index of a read that is 0 on some path: rebuilt only where no verifier can know the index, nothing
; said where each path makes it a constant, and a warning with the reason for what is between.
;
; RUN: %opt -bpfmend-mode=mend %s 2>%t.err | %filecheck %s
; RUN: grep -c 'on some path the verifier may know the index' %t.err | grep -x 8
; RUN: grep -c 'it stands in a loop' %t.err | grep -x 1
; RUN: grep -c 'it may be of another object instead' %t.err | grep -x 1
; RUN: grep -c 'warning:' %t.err | grep -x 10

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@numbers = constant [4 x i64] [i64 1, i64 2, i64 3, i64 4]
@counter = global i64 0
@configured = external global i64

declare i64 @anything()
declare i64 @llvm.umin.i64(i64, i64)

; CHECK-LABEL: @argument(
; CHECK: freeze
; CHECK: ret i8
define i8 @argument(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %y
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @sum_with_known(
; CHECK: freeze
; CHECK: ret i8
define i8 @sum_with_known(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %k = phi i64 [ 1, %0 ], [ 2, %left ]
  %i = add i64 %k, %y
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_helper(
; CHECK: freeze
; CHECK: ret i8
define i8 @from_helper(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %r = call i64 inttoptr (i64 7 to ptr)()
  %i = and i64 %r, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_context(
; CHECK: freeze
; CHECK: ret i8
define i8 @from_context(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = load i64, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_packet(
; CHECK: freeze
; CHECK: ret i8
define i8 @from_packet(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %d = load ptr, ptr %q
  %i = load i64, ptr %d
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_data(
; CHECK: freeze
; CHECK: ret i8
define i8 @from_data(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = load i64, ptr @counter
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @least(
; CHECK: freeze
; CHECK: ret i8
define i8 @least(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = call i64 @llvm.umin.i64(i64 %y, i64 7)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @both_unknown(
; CHECK: freeze
; CHECK: ret i8
define i8 @both_unknown(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = phi i64 [ %x, %0 ], [ %y, %left ]
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Known on one path at least, perhaps.

; CHECK-LABEL: @known_on_one(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @known_on_one(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = phi i64 [ 3, %0 ], [ %y, %left ]
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @selected(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @selected(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %d = icmp ugt i64 %y, 3
  %i = select i1 %d, i64 5, i64 %y
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @product_with_known(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @product_with_known(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %k = phi i64 [ 0, %0 ], [ 2, %left ]
  %i = mul i64 %k, %y
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_rodata(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @from_rodata(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %n = and i64 %y, 3
  %a = getelementptr [4 x i64], ptr @numbers, i64 0, i64 %n
  %i = load i64, ptr %a
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_configuration(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @from_configuration(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = load i64, ptr @configured
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_function(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @from_function(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = call i64 @anything()
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @one_processor(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @one_processor(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = call i64 inttoptr (i64 8 to ptr)()
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @static_argument(
; CHECK-NOT: freeze
; CHECK: ret i8
define internal i8 @static_argument(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %y
  %v = load i8, ptr %p
  ret i8 %v
}

define i8 @calls_static_argument(i1 %c, i64 %x, ptr %q) {
  %v = call i8 @static_argument(i1 %c, i64 %x, i64 3, ptr %q)
  ret i8 %v
}

; A constant on each path: each read is a fixed one to the verifier, and nothing is lost.

; CHECK-LABEL: @counted(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @counted(i1 %c, i64 %x, i64 %y, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %k = phi i64 [ 1, %0 ], [ 2, %left ]
  %i = shl i64 %k, 1
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; In a loop, unknown.
; CHECK-LABEL: @in_loop(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @in_loop(i1 %c, i64 %x, ptr %q) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %n = phi i64 [ 0, %0 ], [ 0, %left ], [ %next, %join ]
  %sum = phi i8 [ 0, %0 ], [ 0, %left ], [ %more, %join ]
  %i = load volatile i64, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  %more = add i8 %sum, %v
  %next = add i64 %n, 1
  %done = icmp eq i64 %next, 8
  br i1 %done, label %end, label %join
end:
  ret i8 %more
}

; One of two objects, of which one is 0 on its path.
; CHECK-LABEL: @choice(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @choice(i1 %c, i64 %i, i64 %x) {
  %first = alloca [8 x i8], align 8
  %second = alloca [8 x i8], align 8
  store i64 0, ptr %first
  store i64 %x, ptr %second
  br i1 %c, label %left, label %join
left:
  br label %join
join:
  %either = phi ptr [ %first, %0 ], [ %second, %left ]
  %p = getelementptr i8, ptr %either, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
