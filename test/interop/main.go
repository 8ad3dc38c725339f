// Verifies a log, a cosignature and a proof with the Go project's own code for transparency logs.
package main

import (
	"fmt"
	"os"
)

const usage = `usage: verify log <folder> <log vkey> <earlier checkpoint>...
       verify cosignature <checkpoint> <log vkey> <witness vkey>
       verify proof <file> <leaf in hexadecimal> <log vkey> <witness vkey>`

func run(args []string) (string, error) {
	switch {
	case len(args) >= 3 && args[0] == "log":
		return verifyLog(&folder{path: args[1]}, args[2], args[3:])
	case len(args) == 4 && args[0] == "cosignature":
		return verifyCosignature(args[1], args[2], args[3])
	case len(args) == 5 && args[0] == "proof":
		return verifyProof(args[1], args[2], args[3], args[4])
	}
	fmt.Fprintln(os.Stderr, usage)
	os.Exit(2)
	return "", nil
}

func main() {
	verdict, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(verdict)
}
