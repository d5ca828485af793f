package main

func names() []row { return nil }

func register() []row { return nil }
