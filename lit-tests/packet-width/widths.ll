; Every way that 32 bits of an address in a packet may go, made 64 where they are loaded; and what is
; left alone, because 64 bits would be another number.
;
; RUN: %verified -bpfmend-hazards=packet-width -bpfmend-walk=false -bpfmend-look=false %s \
; RUN:   | FileCheck %s
target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

declare i64 @use(i64)
declare i32 @llvm.bpf.passthrough.i32.i32(i32, i32)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

; CHECK-LABEL: @merged(
; CHECK: then:
; CHECK: %[[DATA:.*]] = load i32, ptr %context
; CHECK: %[[WIDE:.*]] = zext i32 %[[DATA]] to i64
; CHECK: join:
; CHECK-NEXT: %[[PHI:.*]] = phi i64 [ %[[WIDE]], %then ], [ 0, %entry ]
; CHECK-NEXT: call i64 @use(i64 %[[PHI]])
define i64 @merged(ptr %context, i1 %c) section "xdp" {
entry:
  br i1 %c, label %then, label %join
then:
  %data = load i32, ptr %context
  br label %join
join:
  %phi = phi i32 [ %data, %then ], [ undef, %entry ]
  %wide = zext i32 %phi to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

; A number that is no address comes along, and the narrow form is used, too.
; CHECK-LABEL: @chosen(
; CHECK: %[[OTHER:.*]] = zext i32 %other to i64
; CHECK: %[[WIDE:.*]] = zext i32 %{{.*}} to i64
; CHECK: %[[CHOSEN:.*]] = select i1 %c, i64 %[[WIDE]], i64 %[[OTHER]]
; CHECK: %[[CUT:.*]] = trunc i64 %[[CHOSEN]] to i32
; CHECK: call i64 @use(i64 %[[CHOSEN]])
; CHECK: mul i32 %[[CUT]], 3
define i32 @chosen(ptr %context, i1 %c, i32 %other) section "tc" {
  %field = getelementptr i8, ptr %context, i64 76
  %data = load i32, ptr %field
  %chosen = select i1 %c, i32 %data, i32 %other
  %wide = zext i32 %chosen to i64
  %r = call i64 @use(i64 %wide)
  %product = mul i32 %chosen, 3
  ret i32 %product
}

; CHECK-LABEL: @hidden(
; CHECK: %[[WIDE:.*]] = zext i32 %{{.*}} to i64
; CHECK: %[[HIDDEN:.*]] = call i64 asm sideeffect "", "=r,0,~{memory}"(i64 %[[WIDE]])
; CHECK: call i64 @use(i64 %[[HIDDEN]])
define i64 @hidden(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %hidden = call i32 asm sideeffect "", "=r,0,~{memory}"(i32 %data)
  %passed = call i32 @llvm.bpf.passthrough.i32.i32(i32 0, i32 %hidden)
  %wide = zext i32 %passed to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

; Of an assembly of more results all of 32 bits become wider, the others stay.
; CHECK-LABEL: @together(
; CHECK: %[[BOTH:.*]] = call { i64, i16, i64 } asm "", "=r,=r,=r,r,0,1,2"(i64 1, i64 %{{.*}}, i16 %half, i64 %{{.*}})
; CHECK-DAG: %[[DATA:.*]] = extractvalue { i64, i16, i64 } %[[BOTH]], 0
; CHECK-DAG: extractvalue { i64, i16, i64 } %[[BOTH]], 1
; CHECK-DAG: %[[END:.*]] = extractvalue { i64, i16, i64 } %[[BOTH]], 2
; CHECK: call i64 @use(i64 %[[DATA]])
; CHECK: call i64 @use(i64 %[[END]])
define i16 @together(ptr %context, i16 %half) section "xdp" {
  %data = load i32, ptr %context
  %field = getelementptr i8, ptr %context, i64 4
  %end = load i32, ptr %field
  %both = call { i32, i16, i32 } asm "", "=r,=r,=r,r,0,1,2"(i64 1, i32 %data, i16 %half, i32 %end)
  %a = extractvalue { i32, i16, i32 } %both, 0
  %b = extractvalue { i32, i16, i32 } %both, 1
  %c = extractvalue { i32, i16, i32 } %both, 2
  %wide_a = zext i32 %a to i64
  %wide_c = zext i32 %c to i64
  %r = call i64 @use(i64 %wide_a)
  %s = call i64 @use(i64 %wide_c)
  ret i16 %b
}

; In and out of one register that is named, and half a register becomes a whole one.
; CHECK-LABEL: @named(
; CHECK: call i64 asm sideeffect "", "={r6},{r6}"(i64
; CHECK: call i64 asm sideeffect "", "=r,0"(i64
define i64 @named(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %named = call i32 asm sideeffect "", "={r6},{r6}"(i32 %data)
  %half = call i32 asm sideeffect "", "=w,0"(i32 %named)
  %wide = zext i32 %half to i64
  %r = call i64 @use(i64 %wide)
  ret i64 %r
}

; Around a loop, through what a result of the assembly itself comes round as.
; CHECK-LABEL: @looped(
; CHECK: loop:
; CHECK: %[[PHI:.*]] = phi i64 [ %{{.*}}, %entry ], [ %[[HIDDEN:.*]], %loop ]
; CHECK: %[[HIDDEN]] = call i64 asm sideeffect "", "=r,0"(i64 %[[PHI]])
; CHECK: call i64 @use(i64 %[[HIDDEN]])
define i64 @looped(ptr %context) section "xdp" {
entry:
  %data = load i32, ptr %context
  br label %loop
loop:
  %phi = phi i32 [ %data, %entry ], [ %hidden, %loop ]
  %hidden = call i32 asm sideeffect "", "=r,0"(i32 %phi)
  %wide = zext i32 %hidden to i64
  %r = call i64 @use(i64 %wide)
  %again = icmp eq i64 %r, 0
  br i1 %again, label %loop, label %done
done:
  ret i64 %r
}

; What was wide, cut and made wide again.
; CHECK-LABEL: @masked(
; CHECK: %[[HIDDEN:.*]] = call i64 asm sideeffect
; CHECK-NEXT: call i64 @use(i64 %[[HIDDEN]])
; CHECK-NEXT: call i64 @use(i64 %[[HIDDEN]])
define i64 @masked(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %zext = zext i32 %data to i64
  %hidden = call i64 asm sideeffect "", "=r,0"(i64 %zext)
  %masked = and i64 %hidden, 4294967295
  %cut = trunc i64 %hidden to i32
  %wide = zext i32 %cut to i64
  %r = call i64 @use(i64 %masked)
  %s = call i64 @use(i64 %wide)
  ret i64 %r
}

; CHECK-LABEL: @compared(
; CHECK: icmp ult i64
; CHECK: icmp eq i64 %{{.*}}, 0
; CHECK: %[[LENGTH:.*]] = sub i64
; CHECK: trunc i64 %[[LENGTH]] to i32
define i32 @compared(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %field = getelementptr i8, ptr %context, i64 4
  %end = load i32, ptr %field
  %hidden = call i32 asm sideeffect "", "=r,0"(i32 %data)
  %less = icmp ult i32 %hidden, %end
  %none = icmp eq i32 %hidden, 0
  %length = sub i32 %end, %hidden
  %a = select i1 %less, i32 %length, i32 0
  %b = select i1 %none, i32 1, i32 %a
  ret i32 %b
}

; Kept on the stack: a register, or eight bytes if it is volatile. What else is there stays.
; CHECK-LABEL: @kept(
; CHECK-DAG: %[[SLOT:.*]] = alloca i64
; CHECK-DAG: %object = alloca
; CHECK: call void @llvm.memset
; CHECK: store volatile i64 %{{.*}}, ptr %[[SLOT]]
; CHECK: store volatile i32 7, ptr %count
; CHECK: %[[FROM:.*]] = load volatile i64, ptr %[[SLOT]]
; CHECK: %[[TO:.*]] = zext i32 %end to i64
; CHECK: call i64 @use(i64 %[[FROM]])
; CHECK: call i64 @use(i64 %[[TO]])
define i64 @kept(ptr %context) section "xdp" {
  %object = alloca { i32, i32, i32 }
  %to = getelementptr i8, ptr %object, i64 4
  %count = getelementptr i8, ptr %object, i64 8
  call void @llvm.memset.p0.i64(ptr %object, i8 0, i64 12, i1 false)
  %data = load i32, ptr %context
  store volatile i32 %data, ptr %object
  %field = getelementptr i8, ptr %context, i64 4
  %end = load i32, ptr %field
  store i32 %end, ptr %to
  store volatile i32 7, ptr %count
  call i64 @use(i64 0)
  %read_data = load volatile i32, ptr %object
  %read_end = load i32, ptr %to
  %wide_data = zext i32 %read_data to i64
  %wide_end = zext i32 %read_end to i64
  %r = call i64 @use(i64 %wide_data)
  %s = call i64 @use(i64 %wide_end)
  ret i64 %r
}
declare i64 @passed(ptr)

; A slot whose bytes are read apart, one whose address goes elsewhere, and one at an index.
; CHECK-LABEL: @not_kept(
; CHECK: store i32 %data, ptr %bytes
; CHECK: store i32 %data, ptr %given
; CHECK: store i32 %data, ptr %element
define i64 @not_kept(ptr %context, i64 %i) section "xdp" {
  %bytes = alloca i32
  %given = alloca i32
  %array = alloca [4 x i32]
  %data = load i32, ptr %context
  store i32 %data, ptr %bytes
  %byte = load i8, ptr %bytes
  store i32 %data, ptr %given
  call i64 @passed(ptr %given)
  %at = and i64 %i, 3
  %element = getelementptr i32, ptr %array, i64 %at
  store i32 %data, ptr %element
  %read = load i32, ptr %array
  %wide = zext i32 %read to i64
  ret i64 %wide
}

; A sum may wrap, a sign is no zero, assembly that is not empty may do anything, and so may one whose
; result is not tied; a field that is no address is none of this.
; CHECK-LABEL: @other_numbers(
; CHECK: zext i32 %sum to i64
; CHECK: sext i32 %hidden to i64
; CHECK: icmp slt i32 %hidden, %data
; CHECK: zext i32 %changed to i64
; CHECK: zext i32 %made to i64
; CHECK: zext i32 %queue to i64
; CHECK: zext i32 %anded to i64
define i64 @other_numbers(ptr %context) section "xdp" {
  %data = load i32, ptr %context
  %hidden = call i32 asm sideeffect "", "=r,0"(i32 %data)
  %sum = add i32 %hidden, 14
  %a = zext i32 %sum to i64
  call i64 @use(i64 %a)
  %b = sext i32 %hidden to i64
  call i64 @use(i64 %b)
  %less = icmp slt i32 %hidden, %data
  %c = zext i1 %less to i64
  call i64 @use(i64 %c)
  %changed = call i32 asm sideeffect "$0 += 1", "=r,0"(i32 %data)
  %d = zext i32 %changed to i64
  call i64 @use(i64 %d)
  %made = call i32 asm sideeffect "", "=r,r"(i32 %data)
  %e = zext i32 %made to i64
  call i64 @use(i64 %e)
  %field = getelementptr i8, ptr %context, i64 16
  %index = load i32, ptr %field
  %queue = call i32 asm sideeffect "", "=r,0"(i32 %index)
  %f = zext i32 %queue to i64
  call i64 @use(i64 %f)
  %anded = and i32 %hidden, 65535
  %g = zext i32 %anded to i64
  call i64 @use(i64 %g)
  ret i64 0
}

; What may be undefined has an upper half that may be anything.
; CHECK-LABEL: @undefined(
; CHECK: and i64 %{{.*}}, 4294967295
define i64 @undefined(ptr %context, i1 %c) section "xdp" {
entry:
  br i1 %c, label %then, label %join
then:
  %data = load i32, ptr %context
  %wide = zext i32 %data to i64
  br label %join
join:
  %phi = phi i64 [ %wide, %then ], [ undef, %entry ]
  %cut = and i64 %phi, 4294967295
  %r = call i64 @use(i64 %cut)
  ret i64 %r
}
