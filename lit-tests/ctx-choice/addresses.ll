; Addresses as LLVM writes them: what is rebuilt, into what, and what must stay.
;
; The backend has no instruction for one of them: what is emitted is not asked.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-look=false -bpfmend-hazards=ctx-choice %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

; Pointers, chosen by a phi. A field that two paths share is read once.
; CHECK-LABEL: @pointers(
; CHECK: join:
; CHECK-NEXT: %[[N:.*]] = phi i64 [ 8, %a ], [ 4, %b ], [ 8, %c ]
; CHECK-NEXT: %[[IS:.*]] = icmp eq i64 %[[N]], 4
; CHECK-NEXT: br i1 %[[IS]], label %[[FIRST:.*]], label %[[SECOND:.*]]
; CHECK: [[FIRST]]:
; CHECK-NEXT: %[[P4:.*]] = getelementptr inbounds i8, ptr %ctx, i64 4
; CHECK-NEXT: %[[V4:.*]] = load volatile i32, ptr %[[P4]], align 4
; CHECK-NEXT: call void asm sideeffect "", ""()
; CHECK: [[SECOND]]:
; CHECK-NEXT: %[[P8:.*]] = getelementptr inbounds i8, ptr %ctx, i64 8
; CHECK-NEXT: %[[V8:.*]] = load volatile i32, ptr %[[P8]], align 4
; CHECK: phi i32 [ %[[V4]], %[[FIRST]] ], [ %[[V8]], %[[SECOND]] ]
define i32 @pointers(ptr %ctx, i32 %x) section "socket" {
  switch i32 %x, label %c [ i32 0, label %a
                            i32 1, label %b ]
a:
  %pa = getelementptr i8, ptr %ctx, i64 8
  br label %join
b:
  %pb = getelementptr i8, ptr %ctx, i64 4
  br label %join
c:
  %pc = getelementptr i8, ptr %ctx, i64 8
  br label %join
join:
  %p = phi ptr [ %pa, %a ], [ %pb, %b ], [ %pc, %c ]
  %v = load volatile i32, ptr %p, align 4
  ret i32 %v
}

; A narrow index is extended with its sign, as a getelementptr does.
; CHECK-LABEL: @negative(
; CHECK: %[[WIDE:.*]] = sext i32 %i to i64
; CHECK: mul i64 %[[WIDE]], 4
; CHECK: icmp eq i64 %{{.*}}, 4
; CHECK: getelementptr inbounds i8, ptr %ctx, i64 4
; CHECK: getelementptr inbounds i8, ptr %ctx, i64 12
define i32 @negative(ptr %ctx, i1 %c) section "socket" {
  %i = select i1 %c, i32 -1, i32 1
  %p = getelementptr [5 x i32], ptr %ctx, i64 0, i64 2
  %q = getelementptr i32, ptr %p, i32 %i
  %v = load i32, ptr %q, align 4
  ret i32 %v
}

; One path leads out of the context: that access is made there.
; CHECK-LABEL: @elsewhere(
; CHECK: br i1 %c, label %[[FIELD:.*]], label %[[OTHER:.*]]
; CHECK: [[FIELD]]:
; CHECK-NEXT: %[[P8:.*]] = getelementptr inbounds i8, ptr %ctx, i64 8
; CHECK-NEXT: load i32, ptr %[[P8]], align 4
; CHECK: [[OTHER]]:
; CHECK-NEXT: load i32, ptr %other, align 4
define i32 @elsewhere(ptr %ctx, ptr %other, i1 %c) section "socket" {
  %field = getelementptr i8, ptr %ctx, i64 8
  %p = select i1 %c, ptr %field, ptr %other
  %v = load i32, ptr %p, align 4
  ret i32 %v
}

; The second argument is no context.
; CHECK-LABEL: @second(
; CHECK: load i32, ptr %p, align 4
define i32 @second(ptr %ctx, ptr %other, i1 %c) section "socket" {
  %i = select i1 %c, i64 4, i64 8
  %p = getelementptr i8, ptr %other, i64 %i
  %v = load i32, ptr %p, align 4
  ret i32 %v
}

; A pointer that moves in a loop.
; CHECK-LABEL: @moves(
; CHECK: load i32, ptr %p, align 4
define i32 @moves(ptr %ctx) section "socket" {
entry:
  br label %loop
loop:
  %p = phi ptr [ %ctx, %entry ], [ %next, %loop ]
  %v = load i32, ptr %p, align 4
  %next = getelementptr i8, ptr %p, i64 4
  %more = icmp eq i32 %v, 0
  br i1 %more, label %loop, label %out
out:
  ret i32 %v
}

; An atomic access stays.
; CHECK-LABEL: @atomic(
; CHECK: load atomic i32, ptr %p monotonic, align 4
define i32 @atomic(ptr %ctx, i1 %c) section "socket" {
  %i = select i1 %c, i64 4, i64 8
  %p = getelementptr i8, ptr %ctx, i64 %i
  %v = load atomic i32, ptr %p monotonic, align 4
  ret i32 %v
}
