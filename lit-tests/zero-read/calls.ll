; Calls that are given the address: what is known of them, and that nothing else is. A folded read
; is "ret i8 0".
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-look=false %s -o - 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@map = global i32 0

; A map key is only read.
; CHECK-LABEL: @key(
; CHECK: ret i8 0
define i8 @key(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call ptr inttoptr (i64 1 to ptr)(ptr @map, ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The same argument of another helper is not in the contracts.
; CHECK-LABEL: @unknown_argument(
; CHECK: load i8
define i8 @unknown_argument(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call ptr inttoptr (i64 1 to ptr)(ptr %buf, ptr @map)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; bpf_loop() runs a callback with the address.
; CHECK-LABEL: @callback(
; CHECK: load i8
define i8 @callback(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i64 inttoptr (i64 181 to ptr)(i32 4, ptr @reads, ptr %buf, i64 0)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; bpf_probe_read_kernel() writes as many bytes as it is told to.
; CHECK-LABEL: @writes_half(
; CHECK: ret i8 0
define i8 @writes_half(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %buf, i64 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %high, i32 8, ptr @map)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @writes_one_more(
; CHECK: load i8
define i8 @writes_one_more(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %seven = getelementptr i8, ptr %buf, i64 7
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %seven, i32 8, ptr @map)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Four bytes, and twelve.
; CHECK-LABEL: @writes_four(
; CHECK: ret i8 0
define i8 @writes_four(i64 %x) {
  %buf = alloca [16 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %buf, i32 4, ptr @map)
  %k = and i64 %x, 3
  %i = add i64 %k, 4
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @writes_twelve(
; CHECK: load i8
define i8 @writes_twelve(i64 %x) {
  %buf = alloca [16 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %buf, i32 12, ptr @map)
  %k = and i64 %x, 3
  %i = add i64 %k, 8
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @writes_some(
; CHECK: load i8
define i8 @writes_some(i64 %x, i32 %n) {
  %buf = alloca [16 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %buf, i32 %n, ptr @map)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A fixed read, which no LLVM forwards over a call.
; CHECK-LABEL: @fixed_after_helper(
; CHECK: ret i64 0
define i64 @fixed_after_helper() {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call ptr inttoptr (i64 1 to ptr)(ptr @map, ptr %buf)
  %v = load i64, ptr %buf
  ret i64 %v
}

define internal i8 @reads(ptr %p) noinline {
  %q = getelementptr i8, ptr %p, i64 3
  %v = load i8, ptr %q
  ret i8 %v
}

define internal void @writes(ptr %p, i64 %i) noinline {
  %j = and i64 %i, 7
  %q = getelementptr i8, ptr %p, i64 %j
  store i8 1, ptr %q
  ret void
}

define internal void @writes_deep(ptr %p, i64 %i) noinline {
  call void @writes(ptr %p, i64 %i)
  ret void
}

define internal void @keeps(ptr %p) noinline {
  store ptr %p, ptr @map
  ret void
}

define internal ptr @returns(ptr %p) noinline {
  ret ptr %p
}

define internal void @recursive(ptr %p, i1 %c) noinline {
  br i1 %c, label %again, label %out
again:
  call void @recursive(ptr %p, i1 false)
  br label %out
out:
  ret void
}

define internal void @assembly(ptr %p) naked noinline {
  call void asm sideeffect "r1 = 1; exit", ""()
  unreachable
}

define void @global(ptr %p) noinline {
  ret void
}

; CHECK-LABEL: @after_reads(
; CHECK: ret i8 0
define i8 @after_reads(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i8 @reads(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_writes(
; CHECK: load i8
define i8 @after_writes(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @writes(ptr %buf, i64 %i)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The function writes the eight bytes it is given, and those alone.
; CHECK-LABEL: @after_writes_beside(
; CHECK: ret i8 0
define i8 @after_writes_beside(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %high = getelementptr i8, ptr %buf, i64 8
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  call void @writes_deep(ptr %high, i64 %x)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_writes_deep(
; CHECK: load i8
define i8 @after_writes_deep(i64 %x) {
  %buf = alloca [16 x i8], align 8
  %seven = getelementptr i8, ptr %buf, i64 7
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 16, i1 false)
  call void @writes_deep(ptr %seven, i64 %x)
  %i = and i64 %x, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_keeps(
; CHECK: load i8
define i8 @after_keeps(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @keeps(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_returns(
; CHECK: load i8
define i8 @after_returns(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %same = call ptr @returns(ptr %buf)
  store i8 1, ptr %same
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; In an operand bundle nobody knows what becomes of it.
; CHECK-LABEL: @bundle(
; CHECK: load i8
define i8 @bundle(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call i8 @reads(ptr @map) [ "anything"(ptr %buf) ]
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_recursive(
; CHECK: load i8
define i8 @after_recursive(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @recursive(ptr %buf, i1 true)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @after_assembly(
; CHECK: load i8
define i8 @after_assembly(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @assembly(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The verifier checks a global function apart, and another object may replace it.
; CHECK-LABEL: @after_global(
; CHECK: load i8
define i8 @after_global(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  call void @global(ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
