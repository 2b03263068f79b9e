; The address gets out: whoever has it may write at any time, before or after. Silence.
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>%t.err | %filecheck %s
; RUN: count 0 < %t.err

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @other(ptr)
declare void @llvm.var.annotation.p0.p0(ptr, ptr, ptr, i32, ptr)
@place = global ptr null

; CHECK-LABEL: @called(
; CHECK: load i8
define i8 @called(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @other(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The call stands behind the read, but in a loop before it.
; CHECK-LABEL: @called_later(
; CHECK: load i8
define i8 @called_later(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  call void @other(ptr %buf)
  ret i8 %v
}

; CHECK-LABEL: @helper(
; CHECK: load i8
define i8 @helper(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i64 inttoptr (i64 4 to ptr)(ptr %buf, i32 8, ptr null)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @stored(
; CHECK: load i8
define i8 @stored(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  store ptr %buf, ptr @place
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @turned_into_a_number(
; CHECK: load i8
define i8 @turned_into_a_number(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %number = ptrtoint ptr %buf to i64
  store i64 %number, ptr @place
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @assembly(
; CHECK: load i8
define i8 @assembly(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void asm sideeffect "", "r,~{memory}"(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @atomic(
; CHECK: load i8
define i8 @atomic(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %old = atomicrmw add ptr %buf, i64 1 seq_cst
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @frozen(
; CHECK: load i8
define i8 @frozen(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %same = freeze ptr %buf
  store i8 1, ptr %same
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @through_a_derived_pointer(
; CHECK: load i8
define i8 @through_a_derived_pointer(i64 %i, i64 %j) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %derived = getelementptr i8, ptr %buf, i64 %j
  call void @other(ptr %derived)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
