// Sums of 32 bits to 16, see Rounding in move_int.go. X8 and X9 shift to the right and round
// with X10, X12 shifts to the left, X7 is the largest so far.

// NARROWING reads a Rounding at DX; AX and R9 are changed.
#define NARROWING \
	MOVLQSX  (DX), AX; \
	XORL     R9, R9; \
	VPXOR    X10, X10, X10; \
	NEGQ     AX; \
	CMOVQLT  R9, AX; \
	VMOVQ    AX, X12; \
	MOVLQSX  (DX), AX; \
	TESTQ    AX, AX; \
	CMOVQLT  R9, AX; \
	VMOVQ    AX, X8; \
	JLE      narrowing; \
	VPCMPEQD X10, X10, X10; \
	VPSRLD   $31, X10, X10; \
	LEAQ     -1(AX), R9; \
narrowing: \
	VMOVQ    R9, X9; \
	VPBROADCASTW 4(DX), X7

// ROUNDED rounds the sums in a; t is changed.
#define ROUNDED(a, t) \
	VPSRAD X9, a, t; \
	VPSRAD X8, a, a; \
	VPAND  X10, t, t; \
	VPADDD t, a, a; \
	VPSLLD X12, a, a

// NARROW packs the sums of a and b into a; b is changed.
#define NARROW(a, b) \
	ROUNDED(a, X15); \
	ROUNDED(b, X15); \
	VPACKSSDW b, a, a; \
	VPABSW   a, b; \
	VPMAXUW  b, X7, X7

// NARROWED writes the largest to a Rounding at DX; X0 and AX are changed.
#define NARROWED \
	VPSRLDQ $8, X7, X0; \
	VPMAXUW X0, X7, X7; \
	VPSRLDQ $4, X7, X0; \
	VPMAXUW X0, X7, X7; \
	VPSRLDQ $2, X7, X0; \
	VPMAXUW X0, X7, X7; \
	VPEXTRW $0, X7, AX; \
	MOVL    AX, 4(DX)
