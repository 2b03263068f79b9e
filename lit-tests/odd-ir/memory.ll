; Memory that is reached in ways that are rare, and values that are none.
;
; RUN: %verified -bpfmend-look=false %s -o %t.1 2>%t.warnings && %verified -bpfmend-look=false %s -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %opt -bpfmend-look=false %s -o %t.warn 2>/dev/null && %llvm-bin/opt -S %s -o %t.plain && cmp %t.warn %t.plain

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer
@outside = external global [0 x i8]
@none = global {} zeroinitializer

define i32 @sizes(ptr %ctx, i32 %n) section "socket" {
  %v = alloca i8, i32 %n, align 8
  %z = alloca [0 x i8], align 8
  %e = alloca {}, align 8
  %big = alloca [1000000 x i8], align 8
  %l = and i32 %n, 7
  %p = getelementptr i8, ptr %v, i32 %l
  store i8 0, ptr %p
  %q = getelementptr i8, ptr %z, i32 %l
  store i8 0, ptr %q
  %t = getelementptr {}, ptr %e, i32 %l
  store {} zeroinitializer, ptr %t
  %b = getelementptr i8, ptr %big, i32 %l
  store i8 0, ptr %b
  %o = getelementptr [0 x i8], ptr @outside, i64 0, i32 %l
  store i8 0, ptr %o
  %c = icmp ugt i32 %n, 5
  br i1 %c, label %yes, label %no
yes:
  %later = alloca [8 x i8], align 8
  store i64 0, ptr %later
  %s = getelementptr i8, ptr %later, i32 %l
  %r = load i8, ptr %s
  %w = zext i8 %r to i32
  ret i32 %w
no:
  ret i32 0
}

define i64 @atomics(ptr %ctx, i64 %x) section "socket" {
  %o = alloca [4 x i64], align 8
  %odd = alloca [9 x i8], align 1
  call void @llvm.memset.p0.i64(ptr %o, i8 0, i64 32, i1 false)
  call void @llvm.memset.p0.i64(ptr %odd, i8 0, i64 9, i1 true)
  %l = and i64 %x, 3
  %p = getelementptr i64, ptr %o, i64 %l
  %a = atomicrmw add ptr %p, i64 1 seq_cst
  %b = atomicrmw xchg ptr %p, i64 %a acquire
  %c = atomicrmw umin ptr %p, i64 %b monotonic
  %f = atomicrmw fadd ptr %p, double 1.0 monotonic
  %u = cmpxchg ptr %p, i64 %c, i64 7 seq_cst monotonic
  %w = cmpxchg weak volatile ptr %p, i64 %c, i64 7 acq_rel acquire
  %v = extractvalue { i64, i1 } %u, 0
  fence seq_cst
  %d = load atomic i64, ptr %p seq_cst, align 8
  store atomic i64 %d, ptr %p release, align 8
  %e = load atomic volatile i8, ptr %odd unordered, align 1
  %m = getelementptr i8, ptr %odd, i64 1
  %g = load volatile i64, ptr %m, align 8
  store volatile i64 %g, ptr %m, align 1
  %k = select i1 true, i64 8, i64 12
  %field = getelementptr i8, ptr %ctx, i64 %k
  %h = atomicrmw add ptr %field, i32 1 seq_cst
  %n = load atomic i32, ptr %field monotonic, align 4
  call void @llvm.memset.inline.p0.i64(ptr %odd, i8 0, i64 8, i1 false)
  call void @llvm.memcpy.inline.p0.p0.i64(ptr %odd, ptr %o, i64 8, i1 false)
  call void @llvm.memmove.p0.p0.i64(ptr %odd, ptr %o, i64 %x, i1 false)
  call void @llvm.memset.element.unordered.atomic.p0.i64(ptr align 8 %o, i8 0, i64 8, i32 8)
  ret i64 %v
}

define i32 @no_values(ptr %ctx, i1 %c) section "tc" {
  %o = alloca [8 x i8], align 8
  store i64 undef, ptr %o
  store i64 poison, ptr %o
  %f = freeze i64 poison
  %l = and i64 %f, 7
  %p = getelementptr i8, ptr %o, i64 %l
  %v = load i8, ptr %p
  %q = getelementptr i8, ptr poison, i64 %l
  %t = getelementptr i8, ptr %o, i64 poison
  %w = load i8, ptr %t
  %a = load i8, ptr undef
  %b = load i8, ptr null
  %g = getelementptr [256 x i8], ptr @array, i64 0, i64 undef
  %d = load i8, ptr %g
  %s = select i1 poison, ptr %ctx, ptr %o
  %e = load i32, ptr %s
  %n = icmp eq ptr %s, null
  %m = select i1 undef, ptr %s, ptr null
  %k = icmp eq ptr %m, null
  %x = and i1 %n, %k
  %ip = select i1 %n, ptr undef, ptr null
  %ip2 = select i1 %n, ptr null, ptr poison
  %h = inttoptr i64 undef to ptr
  store ptr %h, ptr %o
  %y = call i64 inttoptr (i64 4 to ptr)(ptr undef, i32 undef, ptr poison)
  %y2 = call i64 inttoptr (i64 undef to ptr)(ptr %o)
  %y3 = call i64 inttoptr (i128 1267650600228229401496703205376 to ptr)(ptr %o)
  br i1 %x, label %yes, label %no
yes:
  br i1 poison, label %no, label %end
no:
  %phi = phi ptr [ undef, %0 ], [ poison, %yes ]
  %z = load i8, ptr %phi
  switch i64 undef, label %end [ i64 1, label %yes2 ]
yes2:
  ret i32 undef
end:
  ret i32 poison
}

; Only metadata names it.
define i32 @named(ptr %ctx) section "socket" {
  %o = alloca i64, align 8
  call void @llvm.assume(i1 true) [ "align"(ptr %o, i64 8), "nonnull"(ptr %ctx) ]
  %n = getelementptr {}, ptr @none, i64 1
  %v = load i32, ptr %ctx, !range !0, !noundef !1
  ret i32 %v
}
!0 = !{i32 0, i32 10}
!1 = !{}
declare void @llvm.assume(i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memset.inline.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memcpy.inline.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.element.unordered.atomic.p0.i64(ptr, i8, i64, i32)
