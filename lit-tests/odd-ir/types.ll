; Values of types that C for BPF hardly has: whatever they are, the pass neither stops nor breaks them,
; comes to the same twice, and changes nothing in mode "warn".
;
; RUN: %verified -bpfmend-look=false %s -o %t.1 2>%t.warnings && %verified -bpfmend-look=false %s -o %t.2 2>/dev/null && cmp %t.1 %t.2
; RUN: %opt -bpfmend-look=false %s -o %t.warn 2>/dev/null && %llvm-bin/opt -S %s -o %t.plain && cmp %t.warn %t.plain

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@array = global [256 x i8] zeroinitializer
@vectors = global [8 x <4 x i32>] zeroinitializer
@wide = global [8 x i128] zeroinitializer
@odd = global [8 x i24] zeroinitializer

define i32 @vector(ptr %ctx, <4 x i64> %i) section "socket" {
  %v = alloca <4 x i32>, align 16
  store <4 x i32> zeroinitializer, ptr %v
  %x = load i32, ptr %ctx
  %l = and i32 %x, 3
  %e = getelementptr i32, ptr %v, i32 %l
  %r = load i32, ptr %e
  %p = getelementptr i8, ptr @array, <4 x i64> %i
  %q = getelementptr i8, ptr %v, <4 x i64> %i
  %c = icmp eq <4 x ptr> %p, zeroinitializer
  %s = select <4 x i1> %c, <4 x ptr> %p, <4 x ptr> %q
  %o = extractelement <4 x ptr> %s, i32 %l
  %b = load i8, ptr %o
  %both = and <4 x i1> %c, <i1 true, i1 true, i1 true, i1 true>
  %bit = extractelement <4 x i1> %both, i32 0
  br i1 %bit, label %yes, label %no
yes:
  %whole = load <4 x i32>, ptr %v
  %sum = add <4 x i32> %whole, <i32 100, i32 100, i32 100, i32 100>
  %n = extractelement <4 x i32> %sum, i32 %l
  %u = urem i32 %n, 100
  %at = getelementptr [8 x <4 x i32>], ptr @vectors, i64 0, i32 %u, i32 %l
  %y = load i32, ptr %at
  ret i32 %y
no:
  %w = zext i8 %b to i32
  ret i32 %w
}

define i128 @wide_index(ptr %ctx, i128 %i) section "socket" {
  %o = alloca [4 x i128], i128 1, align 16
  %z = alloca i8, i128 1267650600228229401496703205376
  store i8 0, ptr %z
  store i128 0, ptr %o
  %l = and i128 %i, 3
  %c = icmp ult i128 %i, 1267650600228229401496703205376
  %p = getelementptr [4 x i128], ptr %o, i128 0, i128 %l
  %q = getelementptr [8 x i128], ptr @wide, i128 0, i128 %l
  %k = getelementptr [8 x i128], ptr @wide, i128 1267650600228229401496703205376, i128 3
  %s = select i1 %c, ptr %p, ptr %q
  %v = load i128, ptr %s
  %w = load i128, ptr %k
  %d = urem i128 %v, 1267650600228229401496703205376
  %e = shl i128 %d, 100
  %f = add i128 %e, %w
  %field = getelementptr i8, ptr %ctx, i128 8
  %any = getelementptr i8, ptr %ctx, i128 %l
  %g = load i32, ptr %field
  %h = load i32, ptr %any
  %t = sext i32 %g to i128
  %m = mul i128 %f, %t
  switch i128 %m, label %out [ i128 1267650600228229401496703205376, label %other
                               i128 3, label %other ]
other:
  ret i128 7
out:
  ret i128 %m
}

define i17 @odd_width(ptr %ctx, i24 %i, i1 %b) section "socket" {
  %o = alloca [8 x i24], align 1
  call void @llvm.memset.p0.i64(ptr %o, i8 0, i64 32, i1 false)
  %l = and i24 %i, 7
  %p = getelementptr [8 x i24], ptr %o, i64 0, i24 %l
  %v = load i24, ptr %p
  %in = icmp ult i24 %v, 200
  br i1 %in, label %yes, label %no
yes:
  %w = add i24 %v, 5
  %q = getelementptr [256 x i8], ptr @array, i64 0, i24 %w
  %x = load i8, ptr %q
  %y = sext i8 %x to i17
  %r = select i1 %b, i17 %y, i17 -1
  ret i17 %r
no:
  %s = sext i1 %b to i17
  %t = and i17 %s, -5
  ret i17 %t
}

define float @floating(ptr %ctx) section "socket" {
  %o = alloca [4 x float], align 4
  store float 0.0, ptr %o
  %x = load i64, ptr %ctx
  %l = and i64 %x, 3
  %p = getelementptr [4 x float], ptr %o, i64 0, i64 %l
  %v = load float, ptr %p
  %d = fadd float %v, 1.0
  %c = fcmp ogt float %d, 0.0
  %s = select i1 %c, float %d, float 0.0
  ret float %s
}

define { i32, i8 } @aggregate(ptr %ctx, { ptr, i64 } %a, [2 x ptr] %b) section "socket" {
  %o = alloca { i32, i8 }, align 4
  store { i32, i8 } zeroinitializer, ptr %o
  %p = extractvalue { ptr, i64 } %a, 0
  %i = extractvalue { ptr, i64 } %a, 1
  %q = getelementptr i8, ptr %p, i64 %i
  store ptr %q, ptr %o
  %v = load { i32, i8 }, ptr %o
  %w = insertvalue { i32, i8 } %v, i32 7, 0
  ret { i32, i8 } %w
}

define void @nothing(ptr %ctx) section "socket" {
  ret void
}

define i32 @spaces(ptr %ctx, ptr addrspace(1) %a, ptr addrspace(3) %b) section "socket" {
  %o = alloca [8 x i8], align 8
  store i64 0, ptr %o
  %x = load i32, ptr %ctx
  %l = and i32 %x, 7
  %in = addrspacecast ptr %o to ptr addrspace(1)
  %p = getelementptr i8, ptr addrspace(1) %in, i32 %l
  %v = load i8, ptr addrspace(1) %p
  %f = addrspacecast ptr %ctx to ptr addrspace(1)
  %g = getelementptr i8, ptr addrspace(1) %f, i32 %l
  %h = load i32, ptr addrspace(1) %g
  %c = icmp eq ptr addrspace(1) %a, null
  %s = select i1 %c, ptr addrspace(1) %in, ptr addrspace(1) %a
  store i8 %v, ptr addrspace(1) %s
  %n = getelementptr i8, ptr addrspace(3) %b, i32 %l
  store i8 0, ptr addrspace(3) %n
  ret i32 %h
}
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
