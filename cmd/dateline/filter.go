package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
)

// parseFlags reads a filter's flags. done says that the command ends here with
// the status: help was asked for, or the command line is wrong.
func parseFlags(flags *flag.FlagSet, args []string, help string, env cmdEnv) (status int, done bool) {
	flags.Usage = func() {}
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(env.out, "%s\n\nflags:\n", strings.TrimSpace(help))
		describe(env.out, flags)
		return 0, true
	case err != nil: // flag has said what is wrong
		return 2, true
	}
	return 0, false
}
