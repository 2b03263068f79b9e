; Tests of merged pointers: which become tests of a number, and which stay.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=pointer-merge %s 2>%t.err | %filecheck %s
; RUN: %filecheck --check-prefix=ERROR --input-file %t.err %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; What the select's arm for NULL comes from is NULL where the other is a packet's.
; CHECK-LABEL: @selected(
; CHECK: join:
; CHECK-NEXT: %[[FLAG:.*]] = phi i64 [ 1, %a ], [ 0, %b ]
; CHECK: %[[NULL:.*]] = icmp eq i64 %[[FLAG]], 0
; CHECK: select i1 %[[NULL]], ptr %q2, ptr %p
define i8 @selected(ptr %ctx, i1 %c) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 76
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br i1 %c, label %a, label %b
a:
  br label %join
b:
  br label %join
join:
  %p = phi ptr [ %data, %a ], [ null, %b ]
  %q = phi ptr [ null, %a ], [ %data, %b ]
  %null = icmp eq ptr %p, null
  %q2 = getelementptr i8, ptr %q, i64 2
  %from = select i1 %null, ptr %q2, ptr %p
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; The other is read behind a branch; a pointer on the stack.
; CHECK-LABEL: @behind(
; CHECK: phi i64 [ 0, %b ], [ 1, %a ]
; CHECK: %[[SOME:.*]] = icmp ne i64 %{{.*}}, 0
; CHECK: br i1 %[[SOME]]
define i8 @behind(i1 %c, ptr %value) {
  %x = alloca [8 x i8], align 8
  br i1 %c, label %a, label %b
a:
  br label %join
b:
  br label %join
join:
  %p = phi ptr [ null, %b ], [ %x, %a ]
  %q = phi ptr [ %value, %b ], [ null, %a ]
  %some = icmp ne ptr %p, null
  br i1 %some, label %yes, label %no
yes:
  %v = load i8, ptr %p, align 1
  ret i8 %v
no:
  %w = load i8, ptr %q, align 1
  ret i8 %w
}

; The other has a test of its own.
; CHECK-LABEL: @tested(
; CHECK: icmp eq ptr %p, null
define i8 @tested(i1 %c, ptr %value) {
  %x = alloca [8 x i8], align 8
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ null, %0 ], [ %x, %a ]
  %q = phi ptr [ %value, %0 ], [ null, %a ]
  %null = icmp eq ptr %p, null
  br i1 %null, label %no, label %yes
yes:
  %v = load i8, ptr %p, align 1
  ret i8 %v
no:
  %null2 = icmp eq ptr %q, null
  br i1 %null2, label %end, label %no2
no2:
  %w = load i8, ptr %q, align 1
  ret i8 %w
end:
  ret i8 0
}

; The verifier knows what a tested map value is.
; CHECK-LABEL: @value(
; CHECK: icmp eq ptr %p, null
declare ptr @lookup()
define i8 @value(i1 %c) {
  %x = call ptr @lookup()
  %none = icmp eq ptr %x, null
  br i1 %none, label %end, label %some
some:
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ null, %some ], [ %x, %a ]
  %q = phi ptr [ %x, %some ], [ null, %a ]
  %null = icmp eq ptr %p, null
  %from = select i1 %null, ptr %q, ptr %p
  %v = load i8, ptr %from, align 1
  ret i8 %v
end:
  ret i8 0
}

; A number that was made a pointer may be 0, unless it is a packet's start.
; CHECK-LABEL: @number(
; CHECK: icmp eq ptr %p, null
; ERROR: cannot be mended: LLVM cannot prove which of the pointers are NULL
define i8 @number(ptr %ctx, i1 %c) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 8
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ %data, %a ], [ null, %0 ]
  %q = phi ptr [ null, %a ], [ %data, %0 ]
  %null = icmp eq ptr %p, null
  %from = select i1 %null, ptr %q, ptr %p
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; Merges of merges, as where a packet is parsed twice: the number is merged as the pointer is.
; CHECK-LABEL: @again(
; CHECK: join:
; CHECK-NEXT: %[[FIRST:.*]] = phi i64 [ 1, %a ], [ 0, %0 ]
; CHECK: both:
; CHECK-NEXT: %[[BOTH:.*]] = phi i64 [ %[[FIRST]], %join ], [ 0, %more ]
; CHECK: icmp eq i64 %[[BOTH]], 0
define i8 @again(ptr %ctx, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 76
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ %data, %a ], [ null, %0 ]
  %q = phi ptr [ null, %a ], [ %data, %0 ]
  br i1 %d, label %more, label %both
more:
  br label %both
both:
  %p2 = phi ptr [ %p, %join ], [ null, %more ]
  %q2 = phi ptr [ %q, %join ], [ %data, %more ]
  %null = icmp eq ptr %p2, null
  %from = select i1 %null, ptr %q2, ptr %p2
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; Around a loop.
; CHECK-LABEL: @turns(
; CHECK: turn:
; CHECK: %[[OLD:.*]] = phi i64 [ 0, %0 ], [ %[[NEW:.*]], %next ]
; CHECK: next:
; CHECK: %[[NEW]] = phi i64 [ 1, %turn ], [ %[[OLD]], %a ]
; CHECK: icmp eq i64 %[[NEW]], 0
define i8 @turns(ptr %ctx, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 76
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br label %turn
turn:
  %p = phi ptr [ null, %0 ], [ %p2, %next ]
  %q = phi ptr [ null, %0 ], [ %q2, %next ]
  br i1 %c, label %a, label %next
a:
  br label %next
next:
  %p2 = phi ptr [ %data, %turn ], [ %p, %a ]
  %q2 = phi ptr [ %q, %turn ], [ %data, %a ]
  br i1 %d, label %turn, label %end
end:
  %null = icmp eq ptr %p2, null
  %from = select i1 %null, ptr %q2, ptr %p2
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; The other is tested before it is used, in a condition with something else.
; CHECK-LABEL: @tested_with(
; CHECK: icmp eq ptr %p, null
define i8 @tested_with(i1 %c, i1 %d, ptr %value) {
  %x = alloca [8 x i8], align 8
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ null, %0 ], [ %x, %a ]
  %q = phi ptr [ %value, %0 ], [ null, %a ]
  %null = icmp eq ptr %p, null
  br i1 %null, label %no, label %yes
yes:
  %v = load i8, ptr %p, align 1
  ret i8 %v
no:
  %some = icmp ne ptr %q, null
  %both = select i1 %some, i1 %d, i1 false
  br i1 %both, label %no2, label %end
no2:
  %w = load i8, ptr %q, align 1
  ret i8 %w
end:
  ret i8 0
}

; One of the two is not NULL, which says nothing of either.
; CHECK-LABEL: @either(
; CHECK: phi i64
; CHECK: icmp ne i64 %{{.*}}, 0
define i8 @either(i1 %c, ptr %value) {
  %x = alloca [8 x i8], align 8
  br i1 %c, label %a, label %join
a:
  br label %join
join:
  %p = phi ptr [ null, %0 ], [ %x, %a ]
  %q = phi ptr [ %value, %0 ], [ null, %a ]
  %p.some = icmp ne ptr %p, null
  %q.some = icmp ne ptr %q, null
  %either = or i1 %p.some, %q.some
  br i1 %either, label %go, label %end
go:
  %from = select i1 %p.some, ptr %p, ptr %q
  %w = load i8, ptr %from, align 1
  ret i8 %w
end:
  ret i8 0
}

; What is added to a packet's pointer that goes around a loop is no NULL, also without "inbounds".
; CHECK-LABEL: @moves(
; CHECK: next:
; CHECK: phi i64
; CHECK: end:
; CHECK: icmp eq i64
define i8 @moves(ptr %ctx, i1 %c, i1 %d) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 76
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br label %turn
turn:
  %at = phi ptr [ %data, %0 ], [ %on, %next ]
  %p = phi ptr [ null, %0 ], [ %p2, %next ]
  %q = phi ptr [ null, %0 ], [ %q2, %next ]
  br i1 %c, label %a, label %next
a:
  br label %next
next:
  %p2 = phi ptr [ %at, %turn ], [ %p, %a ]
  %q2 = phi ptr [ %q, %turn ], [ %at, %a ]
  %on = getelementptr i8, ptr %at, i64 20
  br i1 %d, label %turn, label %end
end:
  %null = icmp eq ptr %p2, null
  %from = select i1 %null, ptr %q2, ptr %p2
  %v = load i8, ptr %from, align 1
  ret i8 %v
}

; One that may be another pointer may be NULL.
; CHECK-LABEL: @or_other(
; CHECK: icmp eq ptr %p2, null
; ERROR: cannot be mended: LLVM cannot prove which of the pointers are NULL
define i8 @or_other(ptr %ctx, i1 %c, i1 %d, ptr %other) section "tc" {
  %field = getelementptr i8, ptr %ctx, i64 76
  %number = load i32, ptr %field, align 4
  %wide = zext i32 %number to i64
  %data = inttoptr i64 %wide to ptr
  br label %turn
turn:
  %at = phi ptr [ %other, %0 ], [ %on, %next ]
  %p = phi ptr [ null, %0 ], [ %p2, %next ]
  %q = phi ptr [ null, %0 ], [ %q2, %next ]
  br i1 %c, label %a, label %next
a:
  br label %next
next:
  %p2 = phi ptr [ %at, %turn ], [ %p, %a ]
  %q2 = phi ptr [ %q, %turn ], [ %data, %a ]
  %on = getelementptr i8, ptr %data, i64 20
  br i1 %d, label %turn, label %end
end:
  %null = icmp eq ptr %p2, null
  %from = select i1 %null, ptr %q2, ptr %p2
  %v = load i8, ptr %from, align 1
  ret i8 %v
}
