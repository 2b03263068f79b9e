; A number that is lost at two places above one sum is stated at both, and the sum takes the first
; statement of it; what is added to it stays.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@a = global [120 x i8] zeroinitializer
@b = global [120 x i8] zeroinitializer

; CHECK-LABEL: @prog(
; CHECK: %z = zext
; CHECK: %[[FIRST:.*]] = select i1 {{.*}}, i64 99
; CHECK: getelementptr {{.*}} @a, i64 0, i64 %[[FIRST]]
; CHECK: %[[SECOND:.*]] = select i1 {{.*}}, i64 99
; CHECK: getelementptr {{.*}} @b, i64 0, i64 %[[SECOND]]
; CHECK: %sum = add i64 %[[FIRST]], %z
define i64 @prog(ptr %ctx) section "socket" {
  %m = load i32, ptr %ctx, align 4
  %zp = getelementptr i8, ptr %ctx, i64 8
  %z32 = load i32, ptr %zp, align 4
  %z = zext i32 %z32 to i64
  %r = urem i32 %m, 100
  %x = zext i32 %r to i64
  %p = getelementptr [120 x i8], ptr @a, i64 0, i64 %x
  %one = load i8, ptr %p
  %q = getelementptr [120 x i8], ptr @b, i64 0, i64 %x
  %two = load i8, ptr %q
  %sum = add i64 %x, %z
  %o = zext i8 %one to i64
  %t = zext i8 %two to i64
  %s1 = add i64 %o, %t
  %s2 = add i64 %s1, %sum
  ret i64 %s2
}

; The same with the number on the right side, and with both lost.
; CHECK-LABEL: @both(
; CHECK: %[[X:.*]] = select i1 {{.*}}, i64 99
; CHECK: getelementptr {{.*}} @a, i64 0, i64 %[[X]]
; CHECK: %[[Z:.*]] = select i1 {{.*}}, i64 109
; CHECK: getelementptr {{.*}} @b, i64 0, i64 %[[Z]]
; CHECK: getelementptr {{.*}} @b, i64 0, i64
; CHECK: %left = add i64 %[[X]], %[[Z]]
; CHECK: %right = add i64 %[[Z]], %[[X]]
define i64 @both(ptr %ctx) section "socket" {
  %m = load i32, ptr %ctx, align 4
  %zp = getelementptr i8, ptr %ctx, i64 8
  %n = load i32, ptr %zp, align 4
  %r = urem i32 %m, 100
  %x = zext i32 %r to i64
  %r2 = urem i32 %n, 110
  %z = zext i32 %r2 to i64
  %p = getelementptr [120 x i8], ptr @a, i64 0, i64 %x
  %one = load i8, ptr %p
  %q = getelementptr [120 x i8], ptr @b, i64 0, i64 %z
  %two = load i8, ptr %q
  %q2 = getelementptr [120 x i8], ptr @b, i64 0, i64 %x
  %three = load i8, ptr %q2
  %left = add i64 %x, %z
  %right = add i64 %z, %x
  %product = mul i64 %left, %right
  %o = zext i8 %one to i64
  %t = zext i8 %two to i64
  %h = zext i8 %three to i64
  %s1 = add i64 %o, %t
  %s2 = add i64 %s1, %h
  %s3 = add i64 %s2, %product
  ret i64 %s3
}
