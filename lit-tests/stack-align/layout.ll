; Alignments and promises as they come out.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=stack-align %s 2>%t.err | %filecheck %s
; RUN: %filecheck --check-prefix=ERROR --input-file %t.err %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @use(ptr)

; What the layout happened to align is aligned in earnest once another object moves.
; CHECK-LABEL: @moved(
; CHECK: %a = alloca [13 x i8], align 4
; CHECK: %b = alloca [7 x i8], align 4
; CHECK: load i32, ptr %pa, align 4
; CHECK: load i32, ptr %b, align 4
define i32 @moved() {
  %a = alloca [13 x i8], align 1
  %b = alloca [7 x i8], align 1
  call void @use(ptr %a)
  call void @use(ptr %b)
  %pa = getelementptr i8, ptr %a, i64 4
  %x = load i32, ptr %pa, align 4
  %y = load i32, ptr %b, align 4
  %z = add i32 %x, %y
  ret i32 %z
}

; An index in steps of 4, from 2 on.
; CHECK-LABEL: @steps(
; CHECK: %a = alloca [20 x i8], align 2
; CHECK: load i32, ptr %q, align 2
define i32 @steps(i64 %i) {
  %a = alloca [20 x i8], align 1
  call void @use(ptr %a)
  %p = getelementptr i8, ptr %a, i64 2
  %most3 = and i64 %i, 3
  %q = getelementptr i32, ptr %p, i64 %most3
  %v = load i32, ptr %q, align 4
  ret i32 %v
}

; One that may be behind the object, with the last step, stays as it is.
; CHECK-LABEL: @leaves(
; CHECK: %a = alloca [17 x i8], align 1
; CHECK: load i32, ptr %q, align 4
; ERROR: cannot be mended: it is not known to stay inside of its object
define i32 @leaves(i64 %i) {
  %a = alloca [17 x i8], align 1
  call void @use(ptr %a)
  %p = getelementptr i8, ptr %a, i64 2
  %most3 = and i64 %i, 3
  %q = getelementptr i32, ptr %p, i64 %most3
  %v = load i32, ptr %q, align 4
  ret i32 %v
}

; Of two objects each is aligned.
; CHECK-LABEL: @either(
; CHECK: %a = alloca [9 x i8], align 8
; CHECK: %b = alloca [9 x i8], align 8
; CHECK: load i64, ptr %p, align 8
define i64 @either(i1 %c) {
  %a = alloca [9 x i8], align 1
  %b = alloca [9 x i8], align 1
  call void @use(ptr %a)
  call void @use(ptr %b)
  %p = select i1 %c, ptr %a, ptr %b
  %v = load i64, ptr %p, align 8
  ret i64 %v
}

; No room for an alignment: in pieces.
; CHECK-LABEL: @full(
; CHECK: %a = alloca [405 x i8], align 1
; CHECK: load i64, ptr %a, align 1
define i64 @full() {
  %a = alloca [405 x i8], align 1
  %b = alloca [9 x i8], align 1
  call void @use(ptr %a)
  call void @use(ptr %b)
  %v = load i64, ptr %a, align 8
  ret i64 %v
}

; Nor for what the pieces would push out of the registers.
; CHECK-LABEL: @fuller(
; CHECK: load i64, ptr %a, align 8
; ERROR: cannot be mended: the stack is too full to align the object, or for the pieces
define i64 @fuller() {
  %a = alloca [449 x i8], align 1
  call void @use(ptr %a)
  %v = load i64, ptr %a, align 8
  ret i64 %v
}

; Two objects of which one could be aligned, not both: the second is read in pieces.
; CHECK-LABEL: @not_both(
; CHECK: %a = alloca [193 x i8], align 8
; CHECK: %b = alloca [193 x i8], align 1
; CHECK: load i64, ptr %a, align 8
; CHECK: load i64, ptr %b, align 1
define i64 @not_both() {
  %a = alloca [193 x i8], align 1
  %b = alloca [193 x i8], align 1
  %c = alloca [23 x i8], align 1
  call void @use(ptr %a)
  call void @use(ptr %b)
  call void @use(ptr %c)
  %v = load i64, ptr %a, align 8
  %w = load i64, ptr %b, align 8
  %s = add i64 %v, %w
  ret i64 %s
}

; No room, and no pieces: warned of.
; CHECK-LABEL: @full_volatile(
; CHECK: %a = alloca [449 x i8], align 1
; CHECK: load volatile i64, ptr %a, align 8
; ERROR: cannot be mended: the frame would exceed 512 bytes, and a volatile or atomic access cannot be made in pieces
define i64 @full_volatile() {
  %a = alloca [449 x i8], align 1
  call void @use(ptr %a)
  %v = load volatile i64, ptr %a, align 8
  ret i64 %v
}

; A volatile access must stay one.
; CHECK-LABEL: @stays(
; CHECK: load volatile i64, ptr %p, align 8
; ERROR: cannot be mended: a volatile or atomic access cannot be made in pieces
define i64 @stays() {
  %a = alloca [16 x i8], align 8
  call void @use(ptr %a)
  %p = getelementptr i8, ptr %a, i64 3
  %v = load volatile i64, ptr %p, align 8
  ret i64 %v
}

; ERROR: cannot be mended: the frame would exceed 512 bytes
define i64 @full_and_stays() {
  %a = alloca [449 x i8], align 1
  call void @use(ptr %a)
  %v = load volatile i64, ptr %a, align 8
  ret i64 %v
}

; An index in steps of 1 into what is aligned: every step is promised to be one of 4.
; CHECK-LABEL: @bytes(
; CHECK: load i32, ptr %p, align 1
define i32 @bytes(i64 %i) {
  %a = alloca [16 x i8], align 8
  call void @use(ptr %a)
  %most7 = and i64 %i, 7
  %p = getelementptr i8, ptr %a, i64 %most7
  %v = load i32, ptr %p, align 4
  ret i32 %v
}

; An offset that was chosen from two: 8 or 32, and 8 or 33.
; CHECK-LABEL: @chosen(
; CHECK: %a = alloca [36 x i8], align 4
; CHECK: store i16 1, ptr %p, align 2
; CHECK: store i16 1, ptr %q, align 1
define void @chosen(i1 %c) {
  %a = alloca [36 x i8], align 4
  call void @use(ptr %a)
  br i1 %c, label %one, label %other
one:
  br label %both
other:
  br label %both
both:
  %even = phi i64 [ 8, %one ], [ 32, %other ]
  %odd = phi i64 [ 8, %one ], [ 33, %other ]
  %p = getelementptr i8, ptr %a, i64 %even
  store i16 1, ptr %p, align 2
  %q = getelementptr i8, ptr %a, i64 %odd
  store i16 1, ptr %q, align 2
  call void @use(ptr %a)
  ret void
}
