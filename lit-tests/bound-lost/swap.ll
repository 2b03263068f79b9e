; An index whose 16 bits were swapped last: what is above them is masked off behind the swap, and what
; compared the 16 bits as an unsigned number compares the 64.
;
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost -bpfmend-walk=false %s 2>/dev/null | %filecheck %s
; RUN: %opt -bpfmend-mode=mend -bpfmend-hazards=bound-lost -bpfmend-walk=false -bpfmend-kernels=6.19-7.3 %s 2>/dev/null | \
; RUN:   %filecheck %s --check-prefix=NEW

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpfel"

@bytes = global [40 x i8] zeroinitializer
declare i16 @llvm.bswap.i16(i16)
declare i32 @llvm.bswap.i32(i32)

; CHECK-LABEL: @index(
; CHECK: %swapped = call i16 @llvm.bswap.i16(
; CHECK-NEXT: %[[WIDE:.*]] = zext i16 %swapped to i64
; CHECK-NEXT: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %[[WIDE]])
; CHECK-NEXT: %[[WHOLE:.*]] = and i64 %[[HIDDEN]], 65535
; CHECK: icmp ugt i64 %[[WHOLE]], 39
; CHECK: getelementptr i8, ptr @bytes, i64 %[[WHOLE]]
; NEW-LABEL: @index(
; NEW-NOT: asm
define i8 @index(ptr %ctx) section "tc" {
  %x = load i16, ptr %ctx, align 4
  %swapped = call i16 @llvm.bswap.i16(i16 %x)
  %index = zext i16 %swapped to i64
  %many = icmp ugt i16 %swapped, 39
  br i1 %many, label %leave, label %use
use:
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; In another block, the extension is a move, which sets the rest to 0.
; CHECK-LABEL: @moved(
; CHECK-NOT: asm
; CHECK: ret
define i8 @moved(ptr %ctx) section "tc" {
  %x = load i16, ptr %ctx, align 4
  %swapped = call i16 @llvm.bswap.i16(i16 %x)
  %many = icmp ugt i16 %swapped, 39
  br i1 %many, label %leave, label %use
use:
  %index = zext i16 %swapped to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}

; Something is computed of it in 32 bits: that is a move, which cuts the rest off.
; CHECK-LABEL: @computed(
; CHECK-NOT: and i64
; CHECK: ret
define i8 @computed(ptr %ctx) section "tc" {
  %x = load i16, ptr %ctx, align 4
  %swapped = call i16 @llvm.bswap.i16(i16 %x)
  %many = icmp ugt i16 %swapped, 30
  br i1 %many, label %leave, label %use
use:
  %half = zext i16 %swapped to i32
  %more = add nuw nsw i32 %half, 1
  %index = zext i32 %more to i64
  %at = getelementptr i8, ptr @bytes, i64 %index
  %byte = load i8, ptr %at, align 1
  ret i8 %byte
leave:
  ret i8 0
}
