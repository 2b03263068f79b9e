; To align an object takes room, and callers' frames count: the verifier allows all of a chain of calls
; 512 bytes together. Where they leave none, a plain access is made in pieces instead.
;
; RUN: %verified -bpfmend-hazards=stack-align %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

; CHECK-LABEL: @full(
; CHECK: alloca [9 x i8], align 1
; CHECK: store i32 7, ptr %{{.*}}, align 1
define internal i32 @full(ptr %ctx) noinline {
  %pad = alloca [4 x i8], align 1
  %odd = alloca [9 x i8], align 1
  store i8 1, ptr %pad
  store i32 7, ptr %odd, align 4
  %v = load volatile i8, ptr %odd
  %p = load volatile i8, ptr %pad
  %w = zext i8 %v to i32
  ret i32 %w
}

define i32 @caller(ptr %ctx) section "socket" {
  %large = alloca [440 x i8], align 8
  store volatile i8 1, ptr %large
  %r = call i32 @full(ptr %ctx)
  ret i32 %r
}

; CHECK-LABEL: @roomy(
; CHECK: alloca [9 x i8], align 4
; CHECK: store i32 7, ptr %{{.*}}, align 4
define internal i32 @roomy(ptr %ctx) noinline {
  %pad = alloca [4 x i8], align 1
  %odd = alloca [9 x i8], align 1
  store i8 1, ptr %pad
  store i32 7, ptr %odd, align 4
  %v = load volatile i8, ptr %odd
  %p = load volatile i8, ptr %pad
  %w = zext i8 %v to i32
  ret i32 %w
}

define i32 @other_caller(ptr %ctx) section "socket" {
  %small = alloca [40 x i8], align 8
  store volatile i8 1, ptr %small
  %r = call i32 @roomy(ptr %ctx)
  ret i32 %r
}
