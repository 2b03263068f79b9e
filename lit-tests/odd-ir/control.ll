; Control flow that no source has, and code that nothing reaches: there a value may be its own operand.
;
; RUN: %verified -bpfmend-look=false %s -o %t.1 2>%t.warnings && %verified -bpfmend-look=false %s -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %opt -bpfmend-look=false %s -o %t.warn 2>/dev/null && %llvm-bin/opt -S %s -o %t.plain && cmp %t.warn %t.plain

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer
@places = global [2 x ptr] [ptr blockaddress(@indirect, %a), ptr blockaddress(@indirect, %b)]
@table = global [2 x ptr] [ptr @empty, ptr @circles]
declare i32 @only_declared(ptr)

define void @empty() {
  unreachable
}

define i32 @forever(ptr %ctx) section "socket" {
  %o = alloca [8 x i8], align 8
  br label %loop
loop:
  %i = phi i64 [ 0, %0 ], [ %n, %loop ]
  %l = and i64 %i, 7
  %p = getelementptr i8, ptr %o, i64 %l
  store i8 0, ptr %p
  %n = add i64 %i, 1
  br label %loop
}

define i32 @irreducible(ptr %ctx, i1 %c) section "socket" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  br i1 %c, label %a, label %b
a:
  %x = phi i64 [ 0, %0 ], [ %m, %b ]
  %pa = phi ptr [ %ctx, %0 ], [ %pb, %b ]
  %n = add i64 %x, 1
  %in = icmp ult i64 %n, 200
  br i1 %in, label %b, label %out
b:
  %y = phi i64 [ 5, %0 ], [ %n, %a ]
  %pb = phi ptr [ %o, %0 ], [ %pa, %a ]
  %m = add i64 %y, 2
  %l = and i64 %m, 7
  %q = getelementptr i8, ptr %pb, i64 %l
  %w = load i8, ptr %q
  %t = icmp ult i64 %m, 200
  br i1 %t, label %a, label %out
out:
  %z = phi i64 [ %n, %a ], [ %m, %b ]
  %p = getelementptr [256 x i8], ptr @array, i64 0, i64 %z
  %v = load i8, ptr %p
  %r = zext i8 %v to i32
  ret i32 %r
}

define i32 @twice(ptr %ctx, i32 %x, ptr %y) section "tc" {
  %o = alloca i64, align 8
  store i64 0, ptr %o
  %f = getelementptr i8, ptr %ctx, i64 8
  switch i32 %x, label %join [ i32 0, label %join
                               i32 1, label %join
                               i32 2, label %on
                               i32 3, label %on ]
on:
  %pn = phi ptr [ null, %0 ], [ null, %0 ]
  br label %join
join:
  %p = phi ptr [ %f, %0 ], [ %f, %0 ], [ %f, %0 ], [ %ctx, %on ]
  %n = phi ptr [ %o, %0 ], [ %o, %0 ], [ %o, %0 ], [ %pn, %on ]
  %i = phi i32 [ 3, %0 ], [ 3, %0 ], [ 3, %0 ], [ %x, %on ]
  %v = load i32, ptr %p
  %t = icmp eq ptr %n, null
  br i1 %t, label %same, label %same
same:
  %m = phi ptr [ %p, %join ], [ %p, %join ]
  store i32 %i, ptr %m
  ret i32 %v
}

define i32 @indirect(ptr %ctx, i32 %x) section "socket" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  %l = and i32 %x, 1
  %p = getelementptr [2 x ptr], ptr @places, i64 0, i32 %l
  %to = load ptr, ptr %p
  indirectbr ptr %to, [label %a, label %b, label %b]
a:
  %q = getelementptr i8, ptr %o, i32 %l
  %v = load i8, ptr %q
  %r = zext i8 %v to i32
  ret i32 %r
b:
  %m = phi ptr [ %ctx, %0 ], [ %ctx, %0 ]
  %w = load i32, ptr %m
  ret i32 %w
}

define i32 @circles(ptr %ctx, i1 %c) section "tc" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  br label %on
dead:
  %p = getelementptr i8, ptr %p, i64 1
  %p2 = getelementptr i8, ptr %p3, i64 %i
  %p3 = getelementptr i8, ptr %p2, i64 1
  %s = select i1 %c, ptr %s, ptr %ctx
  %f = freeze i64 %f
  %i = add i64 %i, 1
  %z = zext i32 %t to i64
  %t = trunc i64 %z to i32
  %l = load ptr, ptr %l
  %w = and i64 %w, %f
  %k = call i64 @llvm.bpf.passthrough.i64.i64(i32 1, i64 %k)
  %a = call i64 asm "", "=r,0"(i64 %a)
  %j = or i1 %j, %j
  %e = icmp eq ptr %p, null
  %d = and i1 %e, %d2
  %d2 = and i1 %d, %e
  %h = inttoptr i64 %h2 to ptr
  %h2 = ptrtoint ptr %h to i64
  store i64 %z, ptr %o
  %r1 = load i8, ptr %p
  %r2 = load i32, ptr %p2
  %r3 = load i32, ptr %s
  store i8 0, ptr %l
  %g = getelementptr [256 x i8], ptr @array, i64 0, i64 %i
  store i8 0, ptr %g
  %g2 = getelementptr [256 x i8], ptr @array, i64 0, i64 %f
  store i8 0, ptr %g2
  %g3 = getelementptr [256 x i8], ptr @array, i64 0, i64 %k
  store i8 0, ptr %g3
  %g4 = getelementptr [8 x i8], ptr %o, i64 0, i64 %w
  store i8 0, ptr %g4
  %g5 = getelementptr [8 x i8], ptr %o, i64 0, i64 %a
  store i8 0, ptr %g5
  %y = call i64 inttoptr (i64 204 to ptr)(ptr %p, ptr %s, i32 20)
  %both = and i1 %e, %j
  br i1 %both, label %dead, label %on
dead2:
  %x = phi ptr [ %x, %dead2 ]
  %x2 = phi i64 [ %x2, %dead2 ]
  %v2 = load i32, ptr %x
  br label %dead2
on:
  %n = phi ptr [ %ctx, %0 ], [ %p, %dead ]
  %m = phi ptr [ %o, %0 ], [ %p2, %dead ]
  %q = phi i64 [ 8, %0 ], [ %i, %dead ]
  %b = load i32, ptr %n
  %u = and i64 %q, 7
  %m2 = getelementptr i8, ptr %m, i64 %u
  %v = load i8, ptr %m2
  %fp = getelementptr [256 x i8], ptr @array, i64 0, i64 %q
  store i8 %v, ptr %fp
  %is = icmp eq ptr %m, null
  %rr = select i1 %is, i32 0, i32 %b
  ret i32 %rr
}
declare i64 @llvm.bpf.passthrough.i64.i64(i32, i64)
