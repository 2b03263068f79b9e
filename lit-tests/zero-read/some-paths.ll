; Reads of objects that are 0 on some path only: what is rebuilt, into what, and what must stay.
;
; RUN: %opt -bpfmend-mode=mend %s 2>/dev/null | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.lifetime.start.p0(i64, ptr)

; One slot. The address is computed before the branch, the read behind it.
; CHECK-LABEL: @slot(
; CHECK: join:
; CHECK-NEXT: %p = getelementptr i8, ptr %buf, i64 %i
; CHECK-NEXT: %[[SLOT:.*]] = load i64, ptr %buf, align 8
; CHECK-NEXT: %[[ANY:.*]] = freeze i64 %[[SLOT]]
; CHECK-NEXT: %[[SOME:.*]] = icmp ne i64 %[[ANY]], 0
; CHECK-NEXT: br i1 %[[SOME]], label %[[READ:.*]], label %[[DONE:.*]]
; CHECK: [[READ]]:
; CHECK-NEXT: %[[BYTE:.*]] = load i8, ptr %p, align 1
; CHECK-NEXT: %[[WORD:.*]] = zext i8 %[[BYTE]] to i64
; CHECK-NEXT: br label %[[DONE]]
; CHECK: [[DONE]]:
; CHECK-NEXT: %[[VALUE:.*]] = phi i64 [ 0, %join ], [ %[[WORD]], %[[READ]] ]
; CHECK-NEXT: %[[RESULT:.*]] = trunc i64 %[[VALUE]] to i8
; CHECK-NEXT: ret i8 %[[RESULT]]
define i8 @slot(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p, align 1
  ret i8 %v
}

; Two slots and a half, whose alignment is raised.
; CHECK-LABEL: @slots(
; CHECK: alloca [5 x i32], align 8
; CHECK: join:
; CHECK: load i64, ptr %buf, align 8
; CHECK: br i1 %{{.*}}, label %[[READ:.*]], label %[[NEXT:.*]]
; CHECK: [[NEXT]]:
; CHECK-NEXT: %[[AT8:.*]] = getelementptr inbounds {{.*}}i8, ptr %buf, i64 8
; CHECK-NEXT: load i64, ptr %[[AT8]], align 8
; CHECK: br i1 %{{.*}}, label %[[READ]], label %[[LAST:.*]]
; CHECK: [[LAST]]:
; CHECK-NEXT: %[[AT16:.*]] = getelementptr inbounds {{.*}}i8, ptr %buf, i64 16
; CHECK-NEXT: %[[PIECE:.*]] = load i32, ptr %[[AT16]], align 4
; CHECK-NEXT: %[[ANY:.*]] = freeze i32 %[[PIECE]]
; CHECK-NEXT: %[[SOME:.*]] = icmp ne i32 %[[ANY]], 0
; CHECK-NEXT: br i1 %[[SOME]], label %[[READ]], label %[[DONE:.*]]
; CHECK: [[READ]]:
; CHECK-NEXT: %[[VALUE:.*]] = load i32, ptr %p
; CHECK-NEXT: %[[WORD:.*]] = zext i32 %[[VALUE]] to i64
; CHECK-NEXT: br label %[[DONE]]
; CHECK: [[DONE]]:
; CHECK-NEXT: phi i64 [ 0, %[[LAST]] ], [ %[[WORD]], %[[READ]] ]
define i32 @slots(i1 %c, i64 %i, i32 %x) {
  %buf = alloca [5 x i32], align 4
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 20, i1 false)
  br i1 %c, label %left, label %join
left:
  store i32 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i32, ptr %buf, i64 %i
  %v = load i32, ptr %p
  ret i32 %v
}

; The zero comes from one branch, not from before it; the entry block itself reads nothing.
; CHECK-LABEL: @other_way_round(
; CHECK: freeze i64
; CHECK: phi i64 [ 0,
define i8 @other_way_round(i1 %c, i64 %i, i64 %x) {
  %buf = alloca i64, align 8
  br i1 %c, label %left, label %right
left:
  store i64 %x, ptr %buf
  br label %join
right:
  store i64 0, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Two reads in a block: two tests, and the second sees the write in between.
; CHECK-LABEL: @two_reads(
; CHECK-COUNT-2: freeze i64
; CHECK: phi i64 [ 0,
; CHECK: store i64 0
; CHECK-COUNT-2: freeze i64
; CHECK: phi i64 [ 0,
; CHECK: add i8
define i8 @two_reads(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [2 x i64], align 8
  %second = getelementptr i8, ptr %buf, i64 8
  call void @llvm.memset.p0.i64(ptr align 8 %buf, i8 0, i64 16, i1 false)
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  store i64 %x, ptr %second
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  store i64 0, ptr %buf
  %w = load i8, ptr %p
  %sum = add i8 %v, %w
  ret i8 %sum
}

; Seven bytes at the end: pieces of 4, 2 and 1.
; CHECK-LABEL: @fifteen(
; CHECK: load i64, ptr %buf, align 8
; CHECK: i64 8
; CHECK-NEXT: load i32, {{.*}}, align 4
; CHECK: i64 12
; CHECK-NEXT: load i16, {{.*}}, align 2
; CHECK: i64 14
; CHECK-NEXT: load i8, {{.*}}, align 1
; CHECK: phi i64 [ 0,
define i8 @fifteen(i1 %c, i64 %i, i8 %x) {
  %buf = alloca [15 x i8], align 8
  call void @llvm.memset.p0.i64(ptr align 8 %buf, i8 0, i64 15, i1 false)
  br i1 %c, label %left, label %join
left:
  store i8 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Three bytes, whose alignment is raised for a piece of 2.
; CHECK-LABEL: @three(
; CHECK: alloca [3 x i8], align 2
; CHECK-COUNT-2: freeze
; CHECK-NOT: freeze
; CHECK: phi i64 [ 0,
define i8 @three(i1 %c, i64 %i, i8 %x) {
  %buf = alloca [3 x i8], align 1
  call void @llvm.memset.p0.i64(ptr %buf, i8 0, i64 3, i1 false)
  br i1 %c, label %left, label %join
left:
  store i8 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; ---- What must stay: no freeze from here on ----
; CHECK-NOT: freeze

; Bytes that no path writes: a fixed load of them is refused by old kernels.
; CHECK-LABEL: @not_written(
define i8 @not_written(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  br i1 %c, label %left, label %join
left:
  store i64 0, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The lifetime starts anew on one path, which leaves it unwritten.
; CHECK-LABEL: @started_again(
define i8 @started_again(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  call void @llvm.lifetime.start.p0(i64 8, ptr %buf)
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; No path on which it is 0.
; CHECK-LABEL: @never_zero(
define i8 @never_zero(i1 %c, i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %right
left:
  store i8 1, ptr %buf
  br label %join
right:
  store i8 2, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Two paths that zero half of it each are no path on which it is 0.
; CHECK-LABEL: @half_each(
define i8 @half_each(i1 %c, i64 %i, i64 %x, i64 %y) {
  %buf = alloca [2 x i64], align 8
  %second = getelementptr i8, ptr %buf, i64 8
  store i64 %x, ptr %buf
  store i64 %y, ptr %second
  br i1 %c, label %left, label %right
left:
  store i64 0, ptr %buf
  br label %join
right:
  store i64 0, ptr %second
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A write at a variable offset on the way: the verifier knows nothing on any path.
; CHECK-LABEL: @written_somewhere(
define i8 @written_somewhere(i1 %c, i64 %i, i64 %j, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %q = getelementptr i8, ptr %buf, i64 %j
  store i8 0, ptr %q
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; In a loop: the verifier goes round it with an index that it knows.
; CHECK-LABEL: @in_a_loop(
define i8 @in_a_loop(i1 %c, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = phi i64 [ 0, %0 ], [ 0, %left ], [ %next, %join ]
  %sum = phi i8 [ 0, %0 ], [ 0, %left ], [ %more, %join ]
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  %more = add i8 %sum, %v
  %next = add i64 %i, 1
  %done = icmp eq i64 %next, 8
  br i1 %done, label %end, label %join
end:
  ret i8 %more
}

; CHECK-LABEL: @volatile(
define i8 @volatile(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load volatile i8, ptr %p
  ret i8 %v
}

; One byte more than is tested.
; CHECK-LABEL: @too_large(
define i8 @too_large(i1 %c, i64 %i, i8 %x) {
  %buf = alloca [129 x i8], align 8
  call void @llvm.memset.p0.i64(ptr align 8 %buf, i8 0, i64 129, i1 false)
  br i1 %c, label %left, label %join
left:
  store i8 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Zeroed by halves: the second store makes the verifier forget the first.
; CHECK-LABEL: @halves(
define i8 @halves(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [8 x i8], align 8
  %second = getelementptr i8, ptr %buf, i64 4
  store i32 0, ptr %buf
  store i32 0, ptr %second
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; One of two objects.
; CHECK-LABEL: @merged(
define i8 @merged(i1 %c, i64 %i, i64 %x, ptr %other) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %base = phi ptr [ %buf, %left ], [ %other, %0 ]
  %p = getelementptr i8, ptr %base, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
