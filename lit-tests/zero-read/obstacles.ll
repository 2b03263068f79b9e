; Reads that must stay: warned of with the reason, and left as they are. Stores that a folded read
; was the last to see go; those that something else may see stay.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-look=false %s -o - 2>%t.err | %filecheck %s
; RUN: %filecheck %s --check-prefix=WARN --input-file=%t.err

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@map = global i32 0

; WARN: it cannot be mended: the read is volatile, and a volatile read must stay
; CHECK-LABEL: @volatile(
; CHECK: store i64 0
; CHECK: load volatile i8
define i8 @volatile(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load volatile i8, ptr %p
  ret i8 %v
}

; WARN: it cannot be mended: the read is atomic, and an atomic read must stay
; CHECK-LABEL: @atomic(
; CHECK: store i64 0
; CHECK: load atomic i8
define i8 @atomic(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load atomic i8, ptr %p monotonic, align 1
  ret i8 %v
}

; WARN-NOT: warning:
; CHECK-LABEL: @dead_stores(
; CHECK-NOT: store
; CHECK: ret i8 0
define i8 @dead_stores(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}

; CHECK-LABEL: @seen_stores(
; CHECK: store i64 0
; CHECK: ret i8 0
define i8 @seen_stores(i64 %i) {
  %buf = alloca [8 x i8], align 8
  store i64 0, ptr %buf
  %r = call ptr inttoptr (i64 1 to ptr)(ptr @map, ptr %buf)
  %p = getelementptr i8, ptr %buf, i64 %i
  %v = load i8, ptr %p
  ret i8 %v
}
