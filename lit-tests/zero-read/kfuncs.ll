; Kfuncs that are given the address, by the names that the contracts know. A folded read is
; "ret i8 0".
;
; RUN: %opt -bpfmend-mode=mend %s -o - 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@path = global i32 0

declare i32 @bpf_strlen(ptr) section ".ksyms"
declare i32 @bpf_path_d_path(ptr, ptr, i64) section ".ksyms"
declare ptr @bpf_dynptr_slice(ptr, i32, ptr, i32) section ".ksyms"
declare i32 @bpf_some_kfunc(ptr) section ".ksyms"
declare i32 @bpf_strnlen(ptr, i64)

; A string is only read.
; CHECK-LABEL: @reads(
; CHECK: ret i8 0
define i8 @reads(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i32 @bpf_strlen(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A path is written into as many bytes as are told.
; CHECK-LABEL: @writes(
; CHECK: load i8
define i8 @writes(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i32 @bpf_path_d_path(ptr @path, ptr %buf, i64 8)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @writes_the_other_half(
; CHECK: ret i8 0
define i8 @writes_the_other_half(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %buf, i64 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i32 @bpf_path_d_path(ptr @path, ptr %high, i64 8)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; What it returns can be the buffer, through which the program may write.
; CHECK-LABEL: @returns_it(
; CHECK: load i8
define i8 @returns_it(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %buf, i64 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call ptr @bpf_dynptr_slice(ptr @path, i32 0, ptr %high, i32 8)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @unknown(
; CHECK: load i8
define i8 @unknown(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i32 @bpf_some_kfunc(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A function of that name that is not a kfunc may be the program's own, in another file.
; CHECK-LABEL: @no_kfunc(
; CHECK: load i8
define i8 @no_kfunc(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i32 @bpf_strnlen(ptr %buf, i64 8)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
