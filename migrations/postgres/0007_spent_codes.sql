-- Launch codes that were redeemed; kept until they would have expired anyway. No tenant: a code is spent before it is known
-- whether its portal is.
CREATE TABLE spent_code (
    id      TEXT   NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);

CREATE INDEX spent_code_expires ON spent_code (expires);
