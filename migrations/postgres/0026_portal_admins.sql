-- People who administered the portal when they last opened the app: the portal tells it only about who is there.
CREATE TABLE portal_admin (
    portal_id BIGINT NOT NULL,
    person    BIGINT NOT NULL,
    seen      BIGINT NOT NULL,
    PRIMARY KEY (portal_id, person)
);
