// Package harness lets a program that links a real implementation of network policies answer questions about estates:
// a line of JSON in, a line of JSON out, until the input ends.
package harness

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

// Side is one end of a connection: a pod `namespace/name` with the address that it uses, or an address alone.
type Side struct {
	Pod string `json:"pod,omitempty"`
	IP  string `json:"ip"`
}

// Question is one connection.
type Question struct {
	From     Side   `json:"from"`
	To       Side   `json:"to"`
	Protocol string `json:"protocol"`
	Port     int    `json:"port"`
}

type request struct {
	Objects   []json.RawMessage `json:"objects"`
	Questions []Question        `json:"questions"`
}

type response struct {
	Allowed []bool `json:"allowed"`
	Error   string `json:"error,omitempty"`
}

// Judge says whether a connection is allowed.
type Judge func(Question) (bool, error)

// Serve answers every line of the input. load makes a judge of an estate.
func Serve(load func(*World) (Judge, error)) {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 || err != nil {
			return
		}
		if err := output.Encode(answer(line, load)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func answer(line []byte, load func(*World) (Judge, error)) (answered response) {
	defer func() {
		if reason := recover(); reason != nil {
			answered = response{Error: fmt.Sprintf("%v\n%s", reason, debug.Stack())}
		}
	}()
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return response{Error: err.Error()}
	}
	world, err := read(asked.Objects)
	if err != nil {
		return response{Error: err.Error()}
	}
	world.Questions = asked.Questions
	judge, err := load(world)
	if err != nil {
		return response{Error: err.Error()}
	}
	allowed := make([]bool, 0, len(asked.Questions))
	for _, question := range asked.Questions {
		verdict, err := judge(question)
		if err != nil {
			return response{Error: fmt.Sprintf("%+v: %v", question, err)}
		}
		allowed = append(allowed, verdict)
	}
	return response{Allowed: allowed}
}
