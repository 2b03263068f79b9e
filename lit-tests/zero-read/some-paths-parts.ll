; Reads that can reach a part of an object: the part's slots are tested, and only what happens to
; them counts. And reads of what a helper has seen: mended for the kernels from 6.14 on.
;
; RUN: %opt -bpfmend-mode=mend %s 2>%t.err | %filecheck %s
; RUN: %filecheck %s --check-prefix=WARN --input-file=%t.err
; RUN: %opt -bpfmend-mode=mend -bpfmend-kernels=6.16-7.2 %s 2>&1 >/dev/null | count 0
; RUN: %opt -bpfmend-mode=mend -bpfmend-kernels=6.1 %s 2>/dev/null | %filecheck %s --check-prefix=OLD

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@map = global i32 0

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

; The slots from 8 to 24, of 32 bytes. The last is never 0, and the first never written.
; CHECK-LABEL: @middle(
; CHECK: join:
; CHECK: %[[AT8:.*]] = getelementptr inbounds {{.*}}i8, ptr %buf, i64 8
; CHECK-NEXT: load i64, ptr %[[AT8]], align 8
; CHECK: freeze
; CHECK: %[[AT16:.*]] = getelementptr inbounds {{.*}}i8, ptr %buf, i64 16
; CHECK-NEXT: load i64, ptr %[[AT16]], align 8
; CHECK: freeze
; CHECK-NOT: freeze
; CHECK: phi i64 [ 0,
define i8 @middle(i1 %c, i64 %given, i64 %x) {
  %buf = alloca [32 x i8], align 8
  %one = getelementptr i8, ptr %buf, i64 8
  %three = getelementptr i8, ptr %buf, i64 24
  call void @llvm.memset.p0.i64(ptr align 8 %one, i8 0, i64 16, i1 false)
  store i64 7, ptr %three
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %one
  br label %join
join:
  %i = and i64 %given, 15
  %at = add i64 %i, 8
  %p = getelementptr i8, ptr %buf, i64 %at
  %v = load i8, ptr %p
  ret i8 %v
}

; The seven bytes at the end are not reached.
; CHECK-LABEL: @not_the_end(
; CHECK-COUNT-1: freeze
; CHECK-NOT: freeze
; CHECK: phi i64 [ 0,
define i8 @not_the_end(i1 %c, i64 %given, i64 %x) {
  %buf = alloca [15 x i8], align 8
  call void @llvm.memset.p0.i64(ptr align 8 %buf, i8 0, i64 15, i1 false)
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = and i64 %given, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; The slot beside was zeroed by halves.
; CHECK-LABEL: @halves_beside(
; CHECK-COUNT-1: freeze
; CHECK-NOT: freeze
; CHECK: phi i64 [ 0,
define i8 @halves_beside(i1 %c, i64 %given, i64 %x) {
  %buf = alloca [16 x i8], align 8
  %two = getelementptr i8, ptr %buf, i64 8
  %three = getelementptr i8, ptr %buf, i64 12
  store i64 0, ptr %buf
  store i32 0, ptr %two
  store i32 0, ptr %three
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %i = and i64 %given, 7
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; Four parts of one object are more than are kept apart: the last counts as a read of the whole,
; which is never 0.
; CHECK-LABEL: @many_parts(
; CHECK-COUNT-3: freeze
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @many_parts(i1 %c, i64 %given, i64 %x) {
  %buf = alloca [48 x i8], align 8
  %end = getelementptr i8, ptr %buf, i64 40
  call void @llvm.memset.p0.i64(ptr align 8 %buf, i8 0, i64 40, i1 false)
  store i64 9, ptr %end
  br i1 %c, label %left, label %join
left:
  %b1 = getelementptr i8, ptr %buf, i64 8
  %b2 = getelementptr i8, ptr %buf, i64 16
  %b3 = getelementptr i8, ptr %buf, i64 24
  store i64 %x, ptr %buf
  store i64 %x, ptr %b1
  store i64 %x, ptr %b2
  store i64 %x, ptr %b3
  br label %join
join:
  %i = and i64 %given, 7
  %p0 = getelementptr i8, ptr %buf, i64 %i
  %v0 = load i8, ptr %p0
  %p1 = getelementptr i8, ptr %p0, i64 8
  %v1 = load i8, ptr %p1
  %p2 = getelementptr i8, ptr %p0, i64 16
  %v2 = load i8, ptr %p2
  %p3 = getelementptr i8, ptr %p0, i64 24
  %v3 = load i8, ptr %p3
  %s1 = add i8 %v0, %v1
  %s2 = add i8 %v2, %v3
  %s = add i8 %s1, %s2
  ret i8 %s
}

; A helper has read it: OLD kernels cannot be helped.
; WARN: warning: {{.*}}every byte of the 8-byte stack object in seen() that may be read here is 0 on a path that leads here, but the verifier of Linux 5.10 to 6.12 takes what is read at a variable offset after a helper saw it for unknown; it cannot be mended: up to 6.13 the verifier forgets
; CHECK-LABEL: @seen(
; CHECK: freeze
; CHECK: phi i64 [ 0,
; OLD-LABEL: @seen(
; OLD-NOT: freeze
; OLD: ret i8
define i8 @seen(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %r = call ptr inttoptr (i64 1 to ptr)(ptr @map, ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; A helper has written it.
; CHECK-LABEL: @written(
; CHECK-NOT: freeze
; CHECK: ret i8
define i8 @written(i1 %c, i64 %i, i64 %x) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  br i1 %c, label %left, label %join
left:
  store i64 %x, ptr %buf
  br label %join
join:
  %r = call i64 inttoptr (i64 113 to ptr)(ptr %buf, i32 8, ptr @map)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
; WARN-NOT: warning:
