; Helpers and kfuncs declared with fewer arguments than they have, with more, or with others: wrong
; by the UAPI, but it compiles. What is not given is not known.
;
; RUN: %verified %s -o %t.1
; RUN: %verified %s -o %t.2 && cmp %t.1 %t.2
; RUN: %filecheck %s < %t.1

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer

; bpf_get_stack()
; CHECK-LABEL: @no_length(
; CHECK: getelementptr [256 x i8], ptr @array, i64 0, i64 %n
define i32 @no_length(ptr %ctx) section "socket" {
  %n = call i64 inttoptr (i64 67 to ptr)()
  %ok = icmp ult i64 %n, 200
  br i1 %ok, label %yes, label %no
yes:
  %p = getelementptr [256 x i8], ptr @array, i64 0, i64 %n
  %b = load i8, ptr %p
  %r = zext i8 %b to i32
  ret i32 %r
no:
  ret i32 0
}

; bpf_ringbuf_reserve()
define i32 @no_size(ptr %ctx) section "socket" {
  %x = load i64, ptr %ctx
  %p = call ptr inttoptr (i64 131 to ptr)()
  %q = getelementptr i8, ptr %p, i64 %x
  store i8 0, ptr %q
  ret i32 0
}

; bpf_map_lookup_elem(), of nothing, of a number, and given a structure
define i32 @no_map(ptr %ctx) section "socket" {
  %x = load i64, ptr %ctx
  %p = call ptr inttoptr (i64 1 to ptr)()
  %q = getelementptr i8, ptr %p, i64 %x
  store i8 0, ptr %q
  %p2 = call ptr inttoptr (i64 1 to ptr)(i64 7)
  %q2 = getelementptr i8, ptr %p2, i64 %x
  store i8 0, ptr %q2
  %p3 = call ptr inttoptr (i64 1 to ptr)({ i64, ptr } zeroinitializer, ptr %ctx)
  %q3 = getelementptr i8, ptr %p3, i64 %x
  store i8 0, ptr %q3
  ret i32 0
}

declare ptr @bpf_dynptr_slice(...) section ".ksyms"

define i32 @slices(ptr %ctx) section "xdp" {
  %buffer = alloca [40 x i8], align 8
  %none = call ptr (...) @bpf_dynptr_slice()
  %a = call i64 inttoptr (i64 204 to ptr)(ptr %none)
  %wide = call ptr (...) @bpf_dynptr_slice(ptr %ctx, i32 0, ptr %buffer, i128 40)
  %b = call i64 inttoptr (i64 204 to ptr)(ptr %wide, ptr %wide, i128 40)
  %c = call i64 inttoptr (i64 204 to ptr)(ptr %wide, i1 true, <4 x i32> zeroinitializer)
  %d = call i64 inttoptr (i64 204 to ptr)()
  %e = add i64 %a, %b
  %f = add i64 %c, %d
  %g = add i64 %e, %f
  %r = trunc i64 %g to i32
  ret i32 %r
}

; The stack given to helpers that take no such argument, or one of their sizes too little.
define i32 @stack(ptr %ctx) section "kprobe" {
  %buffer = alloca [32 x i8], align 8
  %map = alloca i32, align 4
  store i32 0, ptr %map
  %a = call i64 inttoptr (i64 67 to ptr)(ptr %ctx, ptr %buffer)
  %b = call i64 inttoptr (i64 4 to ptr)(ptr %buffer)
  %c = call i64 inttoptr (i64 2 to ptr)(ptr %map, ptr %map)
  %d = call i64 inttoptr (i64 147 to ptr)(ptr %buffer, ptr %buffer, i128 32, ptr %buffer, ptr %buffer, ptr %buffer, ptr %buffer)
  %p = getelementptr i8, ptr %buffer, i64 %a
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  ret i32 %r
}

; K&R: a function that is called with another type than it has, through opaque pointers.
define internal i32 @narrow(i32 %x) noinline {
  %wide = zext i32 %x to i64
  %p = getelementptr [256 x i8], ptr @array, i64 0, i64 %wide
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  ret i32 %r
}

define internal i32 @two(ptr %at, i64 %x) noinline {
  %p = getelementptr i8, ptr %at, i64 %x
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  ret i32 %r
}

define i32 @mismatched(ptr %ctx) section "socket" {
  %buffer = alloca [32 x i8], align 8
  call void @llvm.memset.p0.i64(ptr %buffer, i8 0, i64 32, i1 false)
  %a = call i32 @narrow(i64 12)
  %b = call i32 @narrow()
  %c = call i32 @narrow(i128 1, i128 2)
  %d = call i32 @two(ptr %buffer)
  %e = call i32 @two(i64 3, ptr %buffer)
  %f = call i64 @two(ptr %buffer, i64 1)
  %g = call i32 @two(ptr %buffer, i64 1, ptr %buffer)
  %r = add i32 %a, %e
  ret i32 %r
}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
