//! The models through their public door, against servers that stand in for the providers.

mod anthropic_request;
mod anthropic_stream;
mod asking;
mod chopped_stream;
mod demo;
mod failures;
mod ollama;
mod openai;
mod prices;
mod retries;
mod secrets;
mod verifying;
