; What the backend makes of two functions, and what each instruction came from: a pointer's offset
; that is added with "or", what is called, and constants before a jump, which have no place.
;
; RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-code>' \
; RUN:   -disable-output %s 2>&1 | %filecheck %s

target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

@numbers = dso_local constant [4 x i64] [i64 1, i64 2, i64 3, i64 4], align 8
@map = dso_local global { ptr } zeroinitializer, section ".maps", align 8

declare i32 @kfunc(i64)

; CHECK-LABEL: indexed: in socket
; CHECK: r2 |= r1{{[[:space:]]}}%byte = getelementptr i8, ptr %word, i64 %index
; CHECK: {{[rw]}}0 = *(u8 *)(r2 + 0){{[[:space:]]}}%read = load i8, ptr %byte
; CHECK: exit{{[[:space:]]}}ret i64 %result
define i64 @indexed(i64 %x) section "socket" {
  %word = alloca i64, align 8
  store volatile i64 %x, ptr %word, align 8
  %index = and i64 %x, 7
  %byte = getelementptr i8, ptr %word, i64 %index
  %read = load i8, ptr %byte, align 1
  %result = zext i8 %read to i64
  ret i64 %result
}

; CHECK-LABEL: calls: in .text
; CHECK-DAG: = 0 ll, .rodata + 0{{[[:space:]]}}%place = getelementptr
; CHECK-DAG: r1 = 0 ll, map map{{[[:space:]]}}%helped = call i64 inttoptr
; CHECK: call 1, helper 1{{[[:space:]]}}%helped = call i64 inttoptr
; CHECK: call -1, function indexed{{[[:space:]]}}%own = call i64 @indexed
; CHECK: call -1, extern kfunc{{[[:space:]]}}%far = call i32 @kfunc
define i64 @calls(i64 %x) noinline {
  %helped = call i64 inttoptr (i64 1 to ptr)(ptr @map)
  %place = getelementptr [4 x i64], ptr @numbers, i64 0, i64 %x
  %number = load i64, ptr %place, align 8
  %sum = add i64 %helped, %number
  %own = call i64 @indexed(i64 %sum)
  %far = call i32 @kfunc(i64 %own)
  %result = zext i32 %far to i64
  ret i64 %result
}

; CHECK-LABEL: chosen: in .text
; CHECK: if r1 {{.*}}{{[[:space:]]}}switch i64 %x, label %out [{{$}}
; CHECK: r0 = 77{{[[:space:]]}}~{{br label %out|call void asm}}
define i64 @chosen(i64 %x) {
entry:
  switch i64 %x, label %out [
    i64 3, label %three
    i64 9000, label %many
  ]
three:
  call void asm sideeffect "", ""()
  br label %out
many:
  br label %out
out:
  %result = phi i64 [ 1, %entry ], [ 77, %three ], [ 1234, %many ]
  ret i64 %result
}
