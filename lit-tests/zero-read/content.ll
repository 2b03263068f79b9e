; What writes leave behind: copies, constants of which some bytes are 0, values whose bits are
; known, values that were read from zeroes. A folded read is "ret i8 0".
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)
@zeroes = private constant [8 x i8] zeroinitializer
@mixed = private constant [8 x i8] c"\00\00\00\00\01\00\00\00"
@weak = weak constant [8 x i8] zeroinitializer

; CHECK-LABEL: @from_zero_constant(
; CHECK: ret i8 0
define i8 @from_zero_constant(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr @zeroes, i64 8, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The last four bytes of the constant are not all 0; the first four are.
; CHECK-LABEL: @from_mixed_constant(
; CHECK: load i8
define i8 @from_mixed_constant(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr @mixed, i64 8, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_half_constant(
; CHECK: ret i8 0
define i8 @from_half_constant(i64 %i) {
  %buf = alloca [4 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr @mixed, i64 4, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A volatile constant is filled in before the program is loaded; a weak one may be replaced.
; CHECK-LABEL: @from_volatile_constant(
; CHECK: load i8
define i8 @from_volatile_constant(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr @zeroes, i64 8, i1 true)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @from_weak_constant(
; CHECK: load i8
define i8 @from_weak_constant(i64 %i) {
  %buf = alloca [8 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %buf, ptr @weak, i64 8, i1 false)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @between_objects(
; CHECK: ret i8 0
define i8 @between_objects(i64 %i) {
  %a = alloca [16 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 -1, ptr %a
  %half = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %half
  call void @llvm.memcpy.p0.p0.i64(ptr %b, ptr %half, i64 8, i1 false)
  %p = getelementptr i8, ptr %b, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @between_objects_shifted(
; CHECK: load i8
define i8 @between_objects_shifted(i64 %i) {
  %a = alloca [16 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 -1, ptr %a
  %half = getelementptr i8, ptr %a, i64 8
  store i64 0, ptr %half
  %shifted = getelementptr i8, ptr %a, i64 7
  call void @llvm.memcpy.p0.p0.i64(ptr %b, ptr %shifted, i64 8, i1 false)
  %p = getelementptr i8, ptr %b, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Bytes 4 to 7 move to 0 to 3, over themselves: what stands at 4 stays, and is not 0.
; CHECK-LABEL: @overlapping(
; CHECK: %v = load i8
; CHECK-NOT: %w = load
define i8 @overlapping(i64 %i) {
  %a = alloca [8 x i8], align 8
  store i64 -1, ptr %a
  %two = getelementptr i8, ptr %a, i64 2
  store i32 0, ptr %two
  call void @llvm.memmove.p0.p0.i64(ptr %a, ptr %two, i64 5, i1 false)
  %all = and i64 %i, 7
  %p = getelementptr i8, ptr %a, i64 %all
  %v = load i8, ptr %p
  %some = and i64 %i, 3
  %q = getelementptr i8, ptr %a, i64 %some
  %w = load i8, ptr %q
  %sum = add i8 %v, %w
  ret i8 %sum
}

; CHECK-LABEL: @constant_with_zero_bytes(
; CHECK: ret i8 0
define i8 @constant_with_zero_bytes(i64 %i) {
  %a = alloca [8 x i8], align 8
  store i64 255, ptr %a
  %k = and i64 %i, 3
  %j = add i64 %k, 1
  %p = getelementptr i8, ptr %a, i64 %j
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @constant_lowest_byte(
; CHECK: load i8
define i8 @constant_lowest_byte(i64 %i) {
  %a = alloca [8 x i8], align 8
  store i64 255, ptr %a
  %j = and i64 %i, 3
  %p = getelementptr i8, ptr %a, i64 %j
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @known_bits(
; CHECK: ret i8 0
define i8 @known_bits(i64 %i, i32 %x) {
  %a = alloca [8 x i8], align 8
  %masked = and i32 %x, 65535
  %wide = zext i32 %masked to i64
  store i64 %wide, ptr %a
  %k = and i64 %i, 3
  %j = add i64 %k, 2
  %p = getelementptr i8, ptr %a, i64 %j
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @vector(
; CHECK: ret i8 0
define i8 @vector(i64 %i) {
  %a = alloca [16 x i8], align 8
  store <2 x i64> zeroinitializer, ptr %a
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @vector_one_lane(
; CHECK: load i8
define i8 @vector_one_lane(i64 %i) {
  %a = alloca [16 x i8], align 8
  store <2 x i64> <i64 0, i64 1>, ptr %a
  %p = getelementptr i8, ptr %a, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A byte that was read from zeroes is a 0.
; CHECK-LABEL: @loaded(
; CHECK: ret i8 0
define i8 @loaded(i64 %i, i64 %j) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  %from = getelementptr i8, ptr %a, i64 %i
  %byte = load i8, ptr %from
  %to = getelementptr i8, ptr %b, i64 %j
  store i8 %byte, ptr %to
  %p = getelementptr i8, ptr %b, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; What a volatile read gives is not for the pass to say.
; CHECK-LABEL: @loaded_volatile(
; CHECK: %v = load i8
define i8 @loaded_volatile(i64 %i, i64 %j) {
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  %from = getelementptr i8, ptr %a, i64 %i
  %byte = load volatile i8, ptr %from
  %to = getelementptr i8, ptr %b, i64 %j
  store i8 %byte, ptr %to
  %p = getelementptr i8, ptr %b, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; In the second round the byte is no longer 0.
; CHECK-LABEL: @loaded_in_a_loop(
; CHECK: %v = load i8
define i8 @loaded_in_a_loop(i64 %i, i64 %j, i1 %c) {
entry:
  %a = alloca [8 x i8], align 8
  %b = alloca [8 x i8], align 8
  store i64 0, ptr %a
  store i64 0, ptr %b
  br label %body
body:
  %from = getelementptr i8, ptr %a, i64 %i
  %byte = load i8, ptr %from
  %to = getelementptr i8, ptr %b, i64 %j
  store i8 %byte, ptr %to
  store i8 1, ptr %from
  br i1 %c, label %body, label %out
out:
  %p = getelementptr i8, ptr %b, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
