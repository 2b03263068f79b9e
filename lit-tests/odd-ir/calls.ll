; Calls, and functions, of kinds that are rare.
;
; RUN: %verified -bpfmend-look=false %s -o %t.1 2>%t.warnings && %verified -bpfmend-look=false %s -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %opt -bpfmend-look=false %s -o %t.warn 2>/dev/null && %llvm-bin/opt -S %s -o %t.plain && cmp %t.warn %t.plain

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer
@thread = thread_local global i32 0
@other_name = alias i32 (ptr), ptr @callee
@resolved = ifunc i32 (ptr), ptr @resolver
@data_name = alias [256 x i8], ptr @array

define ptr @resolver() {
  ret ptr @callee
}

define internal i32 @callee(ptr %ctx) noinline {
  %p = getelementptr i8, ptr %ctx, i64 8
  %v = load i32, ptr %p
  ret i32 %v
}

define i32 @names(ptr %ctx) section "socket" {
  %a = call i32 @other_name(ptr %ctx)
  %b = call i32 @resolved(ptr %ctx)
  %x = load i32, ptr %ctx
  %i = urem i32 %x, 200
  %w = zext i32 %i to i64
  %p = getelementptr [256 x i8], ptr @data_name, i64 0, i64 %w
  %c = load i8, ptr %p
  store i8 %c, ptr @thread
  %t = getelementptr i8, ptr @thread, i64 %w
  store i8 %c, ptr %t
  %r = add i32 %a, %b
  ret i32 %r
}

define i32 @must_tail(ptr %ctx) section "socket" {
  %r = musttail call i32 @callee(ptr %ctx)
  ret i32 %r
}

; A helper's call that has to stand before a return.
define i64 @must_tail_helper(ptr %ctx) section "kprobe" {
  %r = musttail call i64 inttoptr (i64 67 to ptr)(ptr %ctx)
  ret i64 %r
}

define internal i32 @by_value(ptr byval([16 x i8]) align 8 %b, i64 %i) noinline {
  %l = and i64 %i, 15
  %p = getelementptr i8, ptr %b, i64 %l
  %v = load i8, ptr %p
  %w = zext i8 %v to i32
  ret i32 %w
}

define internal void @returned(ptr sret([16 x i8]) align 8 %to) noinline {
  call void @llvm.memset.p0.i64(ptr %to, i8 0, i64 16, i1 false)
  ret void
}

define i32 @gives_values(ptr %ctx) section "socket" {
  %o = alloca [16 x i8], align 8
  %s = alloca inalloca { i32 }
  call void @llvm.memset.p0.i64(ptr %o, i8 0, i64 16, i1 false)
  call void @returned(ptr sret([16 x i8]) align 8 %o)
  %x = load i64, ptr %ctx
  %v = call i32 @by_value(ptr byval([16 x i8]) align 8 %o, i64 %x)
  call void @on_the_stack(ptr inalloca({ i32 }) %s)
  ret i32 %v
}

declare void @on_the_stack(ptr inalloca({ i32 }))
declare void @bpf_throw(i64) noreturn section ".ksyms"
declare i32 @personality(...)
declare i32 @may_throw(ptr)

define i32 @throws(ptr %ctx, i1 %c) section "tc" {
  %o = alloca i64, align 8
  store i64 0, ptr %o
  br i1 %c, label %bad, label %good
bad:
  call void @bpf_throw(i64 1)
  unreachable
good:
  %v = load i64, ptr %o
  %r = trunc i64 %v to i32
  ret i32 %r
}

define i32 @invokes(ptr %ctx) section "tc" personality ptr @personality {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  %a = invoke i32 @may_throw(ptr %o) to label %on unwind label %off
on:
  %l = and i32 %a, 7
  %p = getelementptr i8, ptr %o, i32 %l
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  ret i32 %r
off:
  %e = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %e
}

define i32 @jumps(ptr %ctx) section "tc" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  %f = getelementptr i8, ptr %ctx, i64 8
  %a = callbr i32 asm sideeffect "", "=r,r,!i"(ptr %o) to label %on [label %off]
on:
  %l = and i32 %a, 7
  %p = getelementptr i8, ptr %o, i32 %l
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  br label %off
off:
  %n = phi i32 [ 0, %0 ], [ %r, %on ]
  %m = phi ptr [ %ctx, %0 ], [ %f, %on ]
  %q = load i32, ptr %m
  %s = add i32 %n, %q
  ret i32 %s
}

define internal i32 @bare(ptr %ctx) naked noinline {
  call void asm sideeffect "r0 = 0\0Aexit", ""()
  unreachable
}

define i32 @naked_program(ptr %ctx) naked section "socket" {
  call void asm sideeffect "r0 = 0\0Aexit", ""()
  unreachable
}

define i32 @calls_bare(ptr %ctx) section "socket" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  %a = call i32 @bare(ptr %o)
  %b = call i32 (ptr, ...) @variadic(ptr %o, i32 7, i128 1, { i32, ptr } zeroinitializer)
  %c = call i32 %o(ptr %ctx)
  %d = call i32 null(ptr %o)
  %e = call i32 undef(ptr %o)
  %f = call i32 @calls_bare(ptr %ctx)
  %g = call i32 asm "$0 = $1", "=r,r"(ptr %o)
  %h = call { i32, i32 } asm "$0 = $2", "=r,=r,r"(i32 %g)
  %v = load i8, ptr %o
  %r = zext i8 %v to i32
  ret i32 %r
}

define i32 @variadic(ptr %a, ...) {
  %v = load i32, ptr %a
  ret i32 %v
}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
