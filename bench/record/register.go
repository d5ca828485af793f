package main

func register() []row { return nil }
