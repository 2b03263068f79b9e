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
