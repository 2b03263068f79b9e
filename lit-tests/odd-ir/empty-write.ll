; A write of no bytes is none, also if it is the first one of a function.
;
; RUN: %verified %s -o - | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

%empty = type {}

; CHECK-LABEL: @stored(
; CHECK: store %empty zeroinitializer
define i64 @stored(ptr %ctx) section "tc" {
  %b = alloca [8 x i8], align 8
  store %empty zeroinitializer, ptr %b
  ret i64 0
}

; CHECK-LABEL: @copied(
; CHECK: call void @llvm.memcpy
define i64 @copied(ptr %ctx) section "tc" {
  %b = alloca [8 x i8], align 8
  %c = alloca [8 x i8], align 8
  call void @llvm.memcpy.p0.p0.i64(ptr %b, ptr %c, i64 0, i1 false)
  ret i64 0
}

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
