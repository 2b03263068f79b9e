; Nothing that works with what was read has a line: the call's is what can be told.
;
; RUN: %opt -bpfmend-hazards=helper-write %s -o %t.ll 2>&1 | %filecheck %s
; CHECK: warning: guard.c:7:2: bpf_d_path() writes into the 8-byte stack object in guard(), {{.*}}: where the program reads the bytes behind guard.c:7, it takes them for the zeroes they were
target triple = "bpf"

define i32 @guard(ptr %file) section "lsm/file_open" !dbg !3 {
  %path = alloca i64, align 8
  store i64 0, ptr %path, align 8
  %length = call i64 inttoptr (i64 147 to ptr)(ptr %file, ptr %path, i32 8), !dbg !5
  %byte = load i8, ptr %path, align 8
  %same = icmp eq i8 %byte, 47
  br i1 %same, label %yes, label %no

yes:
  ret i32 -1

no:
  ret i32 0
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2}

!0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "guard.c", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = distinct !DISubprogram(name: "guard", file: !1, line: 3, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !DILocation(line: 7, column: 2, scope: !3)
