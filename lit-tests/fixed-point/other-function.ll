; A subprogram reads wider than the object of its caller is aligned. Once the object is, an index that was
; added to its address would be or'ed: the caller is visited again. A caller whose author said
; bpfmend:ignore stays as it is.
;
; RUN: %opt -bpfmend-mode=mend -pass-remarks=bpfmend %s 2>%t.err | %filecheck %s
; RUN: %opt -bpfmend-mode=mend %s 2>/dev/null | %opt -bpfmend-mode=mend -pass-remarks=bpfmend 2>&1 | \
; RUN:   %filecheck %s --check-prefix=AGAIN
; RUN: %opt -bpfmend-mode=mend %s 2>/dev/null | %llvm-bin/llc -march=bpf -mcpu=v3 -o - | \
; RUN:   %filecheck %s --check-prefix=ADDED
; RUN: %filecheck %s --check-prefix=WARN --input-file=%t.err
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@says = private constant [15 x i8] c"bpfmend:ignore\00", section "llvm.metadata"
@file = private constant [1 x i8] zeroinitializer, section "llvm.metadata"
@llvm.global.annotations = appending global [1 x { ptr, ptr, ptr, i32, ptr }] [{ ptr, ptr, ptr, i32, ptr } { ptr @stays, ptr @says, ptr @file, i32 1, ptr null }], section "llvm.metadata"

; AGAIN-NOT: remark:
; AGAIN: define i32 @stays
; AGAIN-NOT: remark:
; ADDED-NOT: r{{[0-9]}} |= r

; CHECK-LABEL: define i32 @visited_again(
; CHECK: %b = alloca [13 x i8], align 4
; CHECK: %[[HIDDEN:.*]] = call ptr asm "", "=r,0"(ptr %b)
; CHECK: getelementptr i8, ptr %[[HIDDEN]], i64 %w
define i32 @visited_again(ptr %ctx) section "socket" {
  %b = alloca [13 x i8], align 1
  %mp = getelementptr i8, ptr %ctx, i64 8
  %i = load i32, ptr %mp, align 4
  %e = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %b, i32 13)
  %fail = icmp slt i64 %e, 0
  br i1 %fail, label %out, label %go
go:
  %p = getelementptr i8, ptr %b, i64 4
  %x = call i32 @wide(ptr %p)
  %m = and i32 %i, 3
  %w = zext i32 %m to i64
  %q = getelementptr i8, ptr %b, i64 %w
  %y = load i8, ptr %q, align 1
  %z = zext i8 %y to i32
  %r = add i32 %x, %z
  ret i32 %r
out:
  ret i32 0
}

define internal i32 @wide(ptr %p) noinline {
  %x = load i32, ptr %p, align 4
  ret i32 %x
}

; CHECK-LABEL: define i32 @stays(
; CHECK: %b = alloca [13 x i8], align 1
; CHECK: getelementptr i8, ptr %b, i64 %w
; WARN: remark: {{.*}}aligned the object, or accessed it in pieces
; WARN-NOT: aligned the object
; WARN: misaligned stack access{{.*}}it cannot be mended: a function that leads here is annotated with bpfmend:ignore
define i32 @stays(ptr %ctx) section "socket" {
  %b = alloca [13 x i8], align 1
  %mp = getelementptr i8, ptr %ctx, i64 8
  %i = load i32, ptr %mp, align 4
  %e = call i64 inttoptr (i64 26 to ptr)(ptr %ctx, i32 0, ptr %b, i32 13)
  %fail = icmp slt i64 %e, 0
  br i1 %fail, label %out, label %go
go:
  %p = getelementptr i8, ptr %b, i64 4
  %x = call i32 @wide_too(ptr %p)
  %m = and i32 %i, 3
  %w = zext i32 %m to i64
  %q = getelementptr i8, ptr %b, i64 %w
  %y = load i8, ptr %q, align 1
  %z = zext i8 %y to i32
  %r = add i32 %x, %z
  ret i32 %r
out:
  ret i32 0
}

define internal i32 @wide_too(ptr %p) noinline {
  %x = load i32, ptr %p, align 4
  ret i32 %x
}
