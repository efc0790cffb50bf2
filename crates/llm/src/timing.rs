use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;

/// How long a provider is waited for, and how often it is asked again.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// To open a connection. Used by [`http_client`].
    pub connect: Duration,
    /// From the request to the first byte of the answer. Long, because a local model is first loaded into memory and some
    /// servers are silent while the model thinks.
    pub first_byte: Duration,
    /// Between two pieces of an answer that has begun. Anthropic sends a `ping` well within it.
    pub idle: Duration,
    /// How often a failed request is sent again, if nothing was shown yet. The first attempt does not count.
    pub retries: u32,
    /// The wait before the first retry; it doubles with each one after.
    pub backoff: Duration,
    /// The longest such wait.
    pub backoff_most: Duration,
    /// The longest wait that a provider may ask for; if it wants more, the request fails at once and says until when.
    pub wait_most: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_mins(5),
            idle: Duration::from_mins(1),
            retries: 3,
            backoff: Duration::from_millis(500),
            backoff_most: Duration::from_secs(8),
            wait_most: Duration::from_mins(1),
        }
    }
}

impl Timing {
    /// The wait before retry number `retry`, from 0: doubled each time, capped, and shortened at random by up to a quarter so
    /// that many clients do not come back together.
    pub(crate) fn backoff_before(&self, retry: u32) -> Duration {
        let doubled = self.backoff.saturating_mul(2_u32.saturating_pow(retry));
        doubled.min(self.backoff_most).mul_f64(1.0 - 0.25 * rand::random::<f64>())
    }
}

/// The client that all models share. It has no limit on a whole answer, which may stream for minutes; each wait inside it has
/// one. It follows no redirect: a key must not go where its owner did not send it.
pub fn http_client(timing: &Timing) -> Result<reqwest::Client, reqwest::Error> {
    // The client panics without a TLS provider. If the program has already chosen one, that stays.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .connect_timeout(timing.connect)
        .redirect(Policy::none())
        .user_agent(concat!("assistant/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// When the provider wants to be asked again: `retry-after-ms`, or else `retry-after`, in seconds or as a date. A date is
/// compared with the answer's own `date`, so that a clock that is wrong on either side does no harm.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let header = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str, unit: f64| Duration::try_from_secs_f64(text.parse::<f64>().ok()? * unit).ok();
    let moment = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp());

    if let Some(wait) = header("retry-after-ms").and_then(|text| number(text, 0.001)) {
        return Some(wait);
    }
    let text = header("retry-after")?;
    number(text, 1.0).or_else(|| Duration::try_from(moment(text)?.duration_since(moment(header("date")?)?)).ok())
}
