// Made by client/tools/generate.mjs from openapi.json. Do not edit.
export interface paths {
    "/v1/absences/{userId}/{tokenId}/pack": {
        /**
         * The evidence that a user gave no consent for a token (G11)
         * @description kaisho verify checks it without a node; docs/formats/evidence-pack.md
         */
        get: operations["getAbsencePack"];
    };
    "/v1/alerts": {
        /** Alerts of the continuous audit, oldest first; a user sees its own (G8) */
        get: operations["listAlerts"];
    };
    "/v1/alerts/{number}/acknowledgement": {
        /** Say to have seen an alert; the first time of each person counts (G8) */
        post: operations["acknowledgeAlert"];
    };
    "/v1/applications": {
        /** Applications, oldest first; a page may be empty and still have a next one */
        get: operations["listApplications"];
    };
    "/v1/applications/{number}": {
        /** An application */
        get: operations["getApplication"];
    };
    "/v1/applications/{number}/approvals": {
        /** Sign, for the caller's organization, that this application may be carried out; nothing is sent */
        post: operations["approveDeployment"];
    };
    "/v1/applications/{number}/deployment": {
        /**
         * Deploy, upgrade, pause, resume or retire as consented, with the organizations' signatures; every node checks (G7)
         * @description The package of a deployment or an upgrade must be on this node.
         */
        post: operations["deploy"];
    };
    "/v1/applications/{number}/pack": {
        /**
         * The evidence of an application: consent, tests, policy, deployment, withdrawal (G11)
         * @description kaisho verify checks it without a node; docs/formats/evidence-pack.md
         */
        get: operations["getApplicationPack"];
    };
    "/v1/applications/{number}/story": {
        /** What happened to an application, in sentences */
        get: operations["getApplicationStory"];
    };
    "/v1/applications/change": {
        /** Apply to pause, resume or retire a running token, with the user's consent (G7) */
        post: operations["applyToChange"];
    };
    "/v1/applications/distribute": {
        /** Apply to hold and trade a token, with the user's signed consent (G5) */
        post: operations["applyToDistribute"];
    };
    "/v1/applications/issue": {
        /** Apply to issue a token, with the user's signed consent (G4) */
        post: operations["applyToIssue"];
    };
    "/v1/applications/upgrade": {
        /** Apply to replace a running program by another version, with the user's consent (G7) */
        post: operations["applyToUpgrade"];
    };
    "/v1/applications/withdrawals": {
        /** Take back one application that still waits, with the user's signature (G12) */
        post: operations["withdrawApplication"];
    };
    "/v1/audits/{userId}/{tokenId}": {
        /** Does the token's policy agree with whom the user entrusted? */
        get: operations["getAudit"];
    };
    "/v1/clerks": {
        /** Name a clerk of the organization, who witnesses paper, or end one (G10) */
        post: operations["setClerk"];
    };
    "/v1/consents/{digest}": {
        /** A recorded consent and whether it stands */
        get: operations["getConsent"];
    };
    "/v1/consortium": {
        /** The consortium, its chain and this node's last block */
        get: operations["getConsortium"];
    };
    "/v1/drafts/applicationWithdrawal": {
        /** The text and typed data of a withdrawal of one application that waits (G12) */
        post: operations["draftApplicationWithdrawal"];
    };
    "/v1/drafts/change": {
        /** The text and typed data of a consent to pause, resume or retire (G7) */
        post: operations["draftChange"];
    };
    "/v1/drafts/distribute": {
        /** The text and typed data of a consent to distribute (G5) */
        post: operations["draftDistribute"];
    };
    "/v1/drafts/endOfEntrustment": {
        /** The text and typed data of a withdrawal of the consent to entrust (G12) */
        post: operations["draftEndOfEntrustment"];
    };
    "/v1/drafts/entrust": {
        /** The text and typed data of a consent to entrust (G3) */
        post: operations["draftEntrust"];
    };
    "/v1/drafts/entrustAnew": {
        /** The text and typed data of a consent to entrust anew (G3) */
        post: operations["draftEntrustAnew"];
    };
    "/v1/drafts/issue": {
        /** The text and typed data of a consent to issue (G4) */
        post: operations["draftIssue"];
    };
    "/v1/drafts/upgrade": {
        /** The text and typed data of a consent to upgrade (G7) */
        post: operations["draftUpgrade"];
    };
    "/v1/drafts/withdrawal": {
        /** The text and typed data of a withdrawal (G12) */
        post: operations["draftWithdrawal"];
    };
    "/v1/entrustments": {
        /** Entrust another organization, or give another profile, with the user's consent (G3) */
        post: operations["entrustAnew"];
    };
    "/v1/entrustments/withdrawals": {
        /** Take the consent to entrust back, with the user's signature (G12) */
        post: operations["withdrawEntrustment"];
    };
    "/v1/me": {
        /** Who calls, as this node sees it */
        get: operations["getMe"];
    };
    "/v1/members": {
        /** Members of now and before, in the order of their numbers */
        get: operations["listMembers"];
    };
    "/v1/members/{name}": {
        /** A member by its name */
        get: operations["getMember"];
    };
    "/v1/node/checkpoint-key": {
        /**
         * Replace the key with which the caller's organization signs checkpoints
         * @description The node signs with it once node.toml names it.
         */
        post: operations["rotateCheckpointKey"];
    };
    "/v1/node/endpoints": {
        /** Change where the other members find the caller's node */
        post: operations["updateEndpoints"];
    };
    "/v1/node/validator-key": {
        /**
         * Replace the key with which the caller's organization votes on blocks
         * @description The private key has to wait beside CometBFT first: kaisho member rotate-validator-key makes it. Without it the member is silent two blocks later.
         */
        post: operations["rotateValidatorKey"];
    };
    "/v1/openapi.json": {
        /** This document */
        get: operations["getOpenapi"];
    };
    "/v1/operations": {
        /** Writes of the caller's organization or account, newest first */
        get: operations["listOperations"];
    };
    "/v1/operations/{operation}": {
        /** What became of a write; ask again while it is running */
        get: operations["getOperation"];
    };
    "/v1/operations/{operation}/decision": {
        /**
         * The second person's word: agree, and it is sent; or reject it
         * @description Never by who asked. Who needs to agree must have a role that the write itself demands.
         */
        post: operations["decideOperation"];
    };
    "/v1/operations/{operation}/events": {
        /**
         * A write's progress as server-sent events, as it happens, until its end
         * @description Each step is an event `progress` with a ProgressStep; the last event is `end` with the Operation. The stream may end before, after some minutes or with the node: ask again with Last-Event-ID.
         */
        get: operations["watchOperation"];
    };
    "/v1/programs": {
        /** Registered programs in the ledger's order; a page may be empty and still have a next one */
        get: operations["listPrograms"];
        /** Put a program's manifest on the ledger (G1) */
        post: operations["registerProgram"];
    };
    "/v1/programs/{packageHash}": {
        /** A registered program with every organization's test result */
        get: operations["getProgram"];
    };
    "/v1/programs/{packageHash}/tests": {
        /**
         * Run a package's tests on this node, sign the result and record it (G2)
         * @description The package must be on this node. An Error is signed and recorded as well.
         */
        post: operations["testProgram"];
    };
    "/v1/proposals": {
        /** Proposed changes of the members, oldest first */
        get: operations["listProposals"];
        /** Propose a change of the members; the proposer approves with it */
        post: operations["proposeMembership"];
    };
    "/v1/proposals/{number}": {
        /** A proposed change of the members */
        get: operations["getProposal"];
    };
    "/v1/proposals/{number}/approval": {
        /** Approve a change; the approval that satisfies the membership policy makes it */
        post: operations["approveMembership"];
    };
    "/v1/proposals/{number}/withdrawal": {
        /** Take back a change that the caller's organization proposed */
        post: operations["withdrawProposal"];
    };
    "/v1/refusals": {
        /** Record that the user was asked and said no (G4) */
        post: operations["recordRefusal"];
    };
    "/v1/regions": {
        /** Assign a region to an organization, as the consortium's owner (G3) */
        post: operations["setRegion"];
    };
    "/v1/regions/{region}": {
        /** The organization that serves a region, else its country, else the consortium's owner (G3) */
        get: operations["getRegion"];
    };
    "/v1/sign-in/challenges": {
        /** A nonce and the message with it that the user's wallet is to sign (EIP-4361) */
        post: operations["createChallenge"];
    };
    "/v1/sign-in/passkey/challenges": {
        /** What an operator's passkey is to sign */
        post: operations["createPasskeyChallenge"];
    };
    "/v1/sign-in/passkey/sessions": {
        /** A session for the operator whose passkey signed the challenge */
        post: operations["createPasskeySession"];
    };
    "/v1/sign-in/session": {
        /** End the session of this token; an operator's token of another kind stays */
        delete: operations["deleteSession"];
    };
    "/v1/sign-in/sessions": {
        /** A session for the account that signed the message */
        post: operations["createSession"];
    };
    "/v1/tokens/{tokenId}": {
        /** A token: its programs, its policy, what runs */
        get: operations["getToken"];
    };
    "/v1/tokens/{tokenId}/balances/{account}": {
        /** An account's balance in a running token */
        get: operations["getTokenBalance"];
    };
    "/v1/tokens/{tokenId}/policies": {
        /** History of a token's policy, oldest first; the last one is in force */
        get: operations["listPolicies"];
        /** Change a token's policy to one that is not weaker (G6) */
        post: operations["changePolicy"];
    };
    "/v1/transactions": {
        /** Send a signed transaction to the governance contract; it carries its own proof */
        post: operations["sendTransaction"];
    };
    "/v1/users": {
        /** Users in the order of their registration */
        get: operations["listUsers"];
        /** Record a user with its signed consent to entrust (G3) */
        post: operations["registerUser"];
    };
    "/v1/users/{userId}": {
        /** A user, whom it entrusts and which tokens it may use */
        get: operations["getUser"];
    };
    "/v1/withdrawals": {
        /** Take a consent back, with the user's signature (G12) */
        post: operations["withdraw"];
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A write that was taken */
        Accepted: {
            /** @description operationId of what was asked */
            kind: string;
            /** @description ID of the operation to follow */
            operation: string;
            /** @description True: nothing is sent before a second person agrees */
            secondPerson: boolean;
            /** @description Where the operation is */
            self: string;
        };
        /** @description What the audit told (G8); docs/formats/alerts.md */
        Alert: {
            /** @description Who has seen it, and when */
            acknowledged?: {
                /** @description Account or operator's ID */
                by: string;
                /** @description s since 1970 */
                time: number;
            }[];
            /** @description policy_unauthorized, … */
            code: string;
            /** @description Receivers that took it */
            delivered: number;
            /** @description Of the block after which it was found */
            height: number;
            /** @description The same on every node that saw the same */
            id: string;
            /** @description On this node, from 1 */
            number: number;
            /** @enum {string} */
            severity: "alarm" | "notice";
            /** @description A sentence */
            text: {
                en: string;
                ja: string;
            };
            /** @description Of that block, s since 1970 */
            time: number;
            /** @description A few words */
            title: {
                en: string;
                ja: string;
            };
            tokenId?: string;
            transactionHash?: string;
            userId?: string;
            /** @description Receivers that are tried again */
            waiting: number;
        };
        /** @description A user's request to issue or to distribute a token (G4, G5) */
        Application: {
            /** @description Keccak-256 of the constructor's arguments */
            argumentsHash?: string;
            /** @description issue or distribute */
            class: string;
            /** @description Digest; none where the user refused */
            consent?: string;
            /** @description Once deployed */
            contract?: string;
            /** @description Of the consent */
            expiry: number;
            height: number;
            /** @description From 1 */
            number: number;
            packageHash: string;
            /** @description open, deployed, usable, refused or withdrawn */
            status: string;
            time: number;
            tokenId: string;
            userId: string;
            /** @description The entrusted organization */
            vorg: string;
        };
        /** @description Whether a token's policy makes the entrusted organization indispensable (G8) */
        Audit: {
            /** @description Whether the entrusted one is among them */
            agrees: boolean;
            /** @description The organization that the user entrusted */
            entrusted: string;
            /** @description Without one of these the policy is false */
            indispensable: string[];
            /** @description In force */
            policy: string;
            tokenId: string;
            userId: string;
        };
        /** @description An account's balance in a token */
        Balance: {
            account: string;
            /** @description In the token's smallest unit */
            balance: string;
            tokenId: string;
        };
        /** @description Who calls, as this node sees it */
        Caller: {
            /** @description With which the user signed in */
            account?: string;
            /** @description Of the operator's entry */
            id?: string;
            /** @enum {string} */
            kind: "user" | "operator";
            /** @description Of the operator */
            name?: string;
            /** @description For which the operator acts */
            organization?: string;
            roles?: ("registrar" | "auditor" | "administrator")[];
            /** @description Of the account; none: it is not registered */
            userId?: string;
        };
        /** @description What a wallet is to sign */
        Challenge: {
            chainId: number;
            /** @description Last second of the nonce, s since 1970 */
            expires: number;
            /** @description For personal_sign: a message of EIP-4361 */
            message: string;
            /** @description Once, and within five minutes */
            nonce: string;
        };
        /** @description A recorded consent (G10) */
        Consent: {
            /** @description That signed it */
            account: string;
            /** @description That it allowed */
            application?: number;
            /** @description EIP-712 */
            digest: string;
            /** @description Block time after which it is void */
            expiry: number;
            /**
             * @description Of the signature; witnessed, on paper, is the weakest
             * @enum {string}
             */
            form: "own-key" | "contract-account" | "passkey" | "witnessed";
            /** @description entrust, issue, distribute, and the kinds that come later */
            kind: string;
            signature: string;
            /** @description The form in words */
            signedBy: string;
            time: number;
            /**
             * @description Of the signature that withdrew it
             * @enum {string}
             */
            withdrawalForm?: "own-key" | "contract-account" | "passkey" | "witnessed";
            /** @description Block time of the withdrawal; none: it stands */
            withdrawn?: number;
            /** @description Of the witnessed form: whose word it is */
            witness?: {
                clerk?: string;
                /** @description For which it was witnessed */
                organization: string;
                /** @description SHA-256 of its scan */
                paper: string;
            };
        };
        /** @description The consortium and this node's place in its history */
        Consortium: {
            /** @description EIP-155 */
            chainId: number;
            /** @description Of the last block */
            height: number;
            /** @description Active ones */
            members: number;
            /** @description What a change of the members needs */
            membershipPolicy: string;
            /** @description Counts the changes of the members; 1 at genesis */
            membershipVersion: number;
            name: string;
            /** @description Of the last block, s since 1970 */
            time: number;
            /** @description Of this program */
            version: string;
        };
        /** @description An organization's word on one deployment or change under one policy (G7) */
        DeployApproval: {
            application: number;
            organization: string;
            /** @description Under which it holds */
            policy: string;
            /** @description EIP-712, of its operator */
            signature: string;
        };
        /** @description What the user is asked to agree to */
        Draft: {
            /** @description EIP-712 */
            digest: string;
            /** @description To be read */
            text: string;
            /** @description SHA-256 of the text; stands in what is signed */
            textHash: string;
            /** @description For eth_signTypedData_v4 */
            typedData: {
                [key: string]: unknown;
            };
            /** @description What a clerk signs where the user agrees on paper (G10) */
            witness?: {
                /** @description EIP-712 */
                digest: string;
                /** @description For eth_signTypedData_v4 */
                typedData: {
                    [key: string]: unknown;
                };
            };
        };
        /** @description kaisho-evidence-pack/1: claims, their proofs and a co-signed checkpoint */
        EvidencePack: {
            [key: string]: unknown;
        };
        /** @description Where a token is in its life (G7, G12) */
        Lifecycle: {
            /** @description That made the state */
            application?: number;
            /** @description Behind a proxy */
            implementation?: string;
            /** @description The last change that was applied for */
            pending?: number;
            /** @description Block time of the state; none: since its deployment */
            since?: number;
            /** @enum {string} */
            state: "not deployed" | "running" | "paused" | "winding down" | "retired";
            /** @description The last upgrade that was carried out */
            upgrade?: number;
        };
        /** @description An organization of the consortium */
        Member: {
            /** @description False: it left */
            active: boolean;
            /** @description Block time at which it left */
            left?: number;
            /** @description As policies name it */
            name: string;
            node?: components["schemas"]["MemberNode"];
            /** @description From 1; never changes */
            number: number;
            /** @description Acts and signs for it */
            operator: string;
            roles: ("owner" | "registrar" | "auditor" | "administrator")[];
            /** @description Block time, s since 1970 */
            since: number;
        };
        /** @description A member's node as the others know it */
        MemberNode: {
            /** @description Ed25519, signs its checkpoints */
            checkpointKey: string;
            /** @description Of its CometBFT process */
            nodeId: string;
            /** @description host:port of its CometBFT process */
            p2p: string;
            /** @description Of its vote */
            power: number;
            /** @description SHA-256 of its certificate's key */
            servicePin: string;
            /** @description Of its service for members */
            url: string;
            /** @description Ed25519, votes in consensus */
            validatorKey: string;
        };
        /** @description A write and what became of it */
        Operation: {
            /** @description s since 1970 */
            created: number;
            /** @description operationId of what was asked */
            kind: string;
            operation: string;
            /** @description Whose operator signs */
            organization?: string;
            problem?: components["schemas"]["Problem"];
            progress: components["schemas"]["ProgressStep"][];
            result: components["schemas"]["OperationResult"];
            /**
             * @description awaiting: a second person; running: tests or a block
             * @enum {string}
             */
            status: "awaiting" | "running" | "done" | "failed";
            /** @description s since 1970 */
            updated: number;
        };
        /** @description As far as it is known */
        OperationResult: {
            /** @description Of the registered user */
            account?: string;
            application?: number;
            blockNumber?: number;
            /** @description That was deployed */
            contract?: string;
            packageHash?: string;
            proposal?: number;
            /** @description Of the tests */
            reportHash?: string;
            /** @description Of the tests */
            success?: boolean;
            transactionHash?: string;
        };
        /** @description An operator's session */
        OperatorSession: {
            /** @description Last second, s since 1970 */
            expires: number;
            /** @description Of the operator's entry */
            id: string;
            /** @description Of the operator */
            name: string;
            /** @description For which the operator acts */
            organization: string;
            /** @description For Authorization: Bearer */
            token: string;
        };
        /** @description PublicKeyCredentialRequestOptionsJSON, for navigator.credentials.get */
        PasskeyChallenge: {
            /** @description base64url; once, and within five minutes */
            challenge: string;
            /** @description ms */
            timeout: number;
            /** @enum {string} */
            userVerification: "required";
        };
        /** @description An entry of a policy's history (G6) */
        Policy: {
            /** @description Whose consent allowed it */
            application?: number;
            height: number;
            /** @description That changed it; none: the default */
            organization?: string;
            /** @description Canonical text */
            policy: string;
            time: number;
        };
        /** @description RFC 9457 */
        Problem: {
            /** @description What was wrong here and what to do next */
            detail: string;
            /** @description Of ledger-refused: the contract's error, such as PolicyWeakened */
            error?: string;
            /** @description Of invalid-request: everything that is wrong */
            errors?: {
                detail: string;
                /** @description JSON Pointer into the body, or a parameter's name */
                pointer: string;
            }[];
            /** @description The operation that this is about */
            operation?: string;
            status: number;
            title: string;
            /** @description urn:kaisho:problem:…, stable */
            type: string;
        };
        /** @description One registered version of a token program (G1) */
        Program: {
            /** @description SHA-256 */
            creationCodeHash: string;
            /** @description Of the block */
            height: number;
            name: string;
            /** @description That registered it */
            organization: string;
            /** @description SHA-256 of the canonical manifest */
            packageHash: string;
            sourcePath: string;
            standard: string;
            /** @description Of all organizations that gave one */
            tests: components["schemas"]["TestResult"][];
            /** @description Of the block */
            time: number;
            tokenId: string;
            version: string;
        };
        /** @description A registered program as the list tells it */
        ProgramSummary: {
            height: number;
            organization: string;
            packageHash: string;
            sourcePath: string;
            tokenId: string;
            version: string;
        };
        ProgressStep: {
            /** @description A sentence */
            text: string;
            /** @description s since 1970 */
            time: number;
        };
        /** @description A proposed change of the members */
        Proposal: {
            /** @description Members whose approval counts */
            approvals: string[];
            /** @enum {string} */
            change: "add" | "remove" | "replace" | "policy";
            /** @description Block time of its execution or withdrawal */
            decided?: number;
            /** @description Block time after which nobody can approve it */
            expiry: number;
            /** @description Of the members when it was made */
            membershipVersion: number;
            /** @description Of the member */
            name?: string;
            node?: components["schemas"]["MemberNode"];
            /** @description From 1 */
            number: number;
            operator?: string;
            /** @description The new membership policy */
            policy?: string;
            proposer: string;
            roles?: ("owner" | "registrar" | "auditor" | "administrator")[];
            /** @enum {string} */
            status: "open" | "executed" | "withdrawn" | "expired";
            time: number;
        };
        Region: {
            /** @description ISO 3166: "JP", or "JP-13" */
            region: string;
            /** @description That serves it */
            vorg: string;
        };
        /** @description A user's session */
        Session: {
            account: string;
            /** @description Last second, s since 1970 */
            expires: number;
            /** @description For Authorization: Bearer */
            token: string;
        };
        /** @description What happened to an application, in sentences */
        Story: {
            number: number;
            sentences: string[];
        };
        /** @description What the user agrees to besides the subject itself (fields of ISO/IEC TS 27560) */
        Terms: {
            /** @description Block time in s since 1970 after which the consent is void */
            expiry: number;
            /**
             * @description Of the text
             * @enum {string}
             */
            language: "en" | "ja";
            /** @description What the consent is for, at most 512 bytes in UTF-8 */
            purpose: string;
            /** @description Of the user's choice; makes two equal consents two */
            salt: string;
            /** @description How far it goes, at most 512 bytes in UTF-8 */
            scope: string;
        };
        /** @description An organization's signed test result (G2) */
        TestResult: {
            organization: string;
            /** @description SHA-256 of the canonical report */
            reportHash: string;
            /** @description EIP-712, of the organization's operator */
            signature: string;
            /** @description False: Error */
            success: boolean;
            time: number;
        };
        /** @description A token: its programs, its policy, what runs */
        Token: {
            /** @description The issue application in force */
            application?: number;
            /** @description That runs */
            contract?: string;
            lifecycle: components["schemas"]["Lifecycle"];
            /** @description That registered its first program */
            organization: string;
            /** @description Of what runs */
            packageHash?: string;
            /** @description Hashes, oldest first */
            packages: string[];
            /** @description In force (G6) */
            policy: string;
            /** @description Entries of its history */
            policyChanges: number;
            tokenId: string;
        };
        /** @description A user and the organization that it entrusts (G3) */
        User: {
            /** @description The user's own key */
            account: string;
            /** @description Digest of the consent to entrust */
            consent: string;
            /** @description Salted; the profile stays with the organization */
            profileHash: string;
            /** @description The organization that recorded it */
            registrar: string;
            /** @description Block time, s since 1970 */
            time: number;
            usableTokens: string[];
            /** @description Unique in the consortium */
            userId: string;
            /** @description The organization that the user entrusts */
            vorg: string;
        };
        /** @description A clerk's word that the user agreed on paper, in place of a signature of the user's own: weaker (G10) */
        Witness: {
            /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
            organization: string;
            /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
            paper: string;
            /** @description 65 bytes, the clerk's, over the Witness document of the draft */
            signature: string;
        };
    };
    responses: {
        /** @description Taken: follow the operation */
        Accepted: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Accepted"];
            };
        };
        /** @description The signature proves nothing; Unknown or used challenge; Who calls is not known */
        BadSignatureOrChallengeUnknownOrUnauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Body too large */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A consent is on record */
        ConsentExists: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More than one proof of who calls; Idempotency-Key is missing; Invalid request */
        CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More than one proof of who calls; Invalid request */
        CredentialsTwiceOrInvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not allowed */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The same person cannot agree; This node signs for no operator of the organization; The operation waits for nobody's word */
        FourEyesOrNoOperatorKeyOrNotAwaiting: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request with this Idempotency-Key is still being taken; This node signs for no operator of the organization */
        IdempotencyKeyInFlightOrNoOperatorKey: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Idempotency-Key was used for another request; The ledger refused */
        IdempotencyKeyReusedOrLedgerRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The ledger refused */
        LedgerRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Node busy */
        NodeBusy: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Node busy; The node takes nothing now */
        NodeBusyOrUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This node signs for no operator of the organization */
        NoOperatorKey: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such record */
        NoSuchRecord: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not JSON */
        NotJson: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many streams of events */
        TooManyStreams: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Who calls is not known */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        cursor: string;
        deploymentsNumber: string;
        idempotencyKey: string;
        limit: number;
        number: string;
        operation: string;
        packageHash: string;
        tokenId: string;
        userId: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAbsencePack: {
        parameters: {
            path: {
                tokenId: components["parameters"]["tokenId"];
                userId: components["parameters"]["userId"];
            };
        };
        responses: {
            /** @description The evidence that a user gave no consent for a token (G11) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["ConsentExists"];
            422: components["responses"]["LedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
        };
        responses: {
            /** @description Alerts of the continuous audit, oldest first; a user sees its own (G8) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alert"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    acknowledgeAlert: {
        parameters: {
            path: {
                number: string;
            };
        };
        responses: {
            /** @description Say to have seen an alert; the first time of each person counts (G8) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    listApplications: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
                tokenId?: string;
                userId?: string;
            };
        };
        responses: {
            /** @description Applications, oldest first; a page may be empty and still have a next one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Application"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    getApplication: {
        parameters: {
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            /** @description An application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    approveDeployment: {
        parameters: {
            path: {
                number: components["parameters"]["deploymentsNumber"];
            };
        };
        responses: {
            /** @description Sign, for the caller's organization, that this application may be carried out; nothing is sent */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeployApproval"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["NoOperatorKey"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    deploy: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
            path: {
                number: components["parameters"]["deploymentsNumber"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As the user agreed to them; none to pause, resume or retire */
                    constructorArguments?: string;
                    /** @description Of approvals */
                    signatures: string[];
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getApplicationPack: {
        parameters: {
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            /** @description The evidence of an application: consent, tests, policy, deployment, withdrawal (G11) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidencePack"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            422: components["responses"]["LedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getApplicationStory: {
        parameters: {
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            /** @description What happened to an application, in sentences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Story"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    applyToChange: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "pause" | "resume" | "retire";
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    applyToDistribute: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the running program */
                    packageHash: string;
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    applyToIssue: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description ABI-encoded; 0x for none */
                    constructorArguments: string;
                    /** @description Of the program */
                    packageHash: string;
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    applyToUpgrade: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of its constructor, or the call behind a proxy; 0x for none */
                    arguments: string;
                    /** @description Of the new version */
                    packageHash: string;
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    withdrawApplication: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Its number */
                    application: number;
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getAudit: {
        parameters: {
            path: {
                tokenId: components["parameters"]["tokenId"];
                userId: components["parameters"]["userId"];
            };
        };
        responses: {
            /** @description Does the token's policy agree with whom the user entrusted? */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Audit"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["LedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    setClerk: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The clerk's */
                    account: string;
                    /** @description False ends it */
                    active: boolean;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getConsent: {
        parameters: {
            path: {
                digest: string;
            };
        };
        responses: {
            /** @description A recorded consent and whether it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    getConsortium: {
        responses: {
            /** @description The consortium, its chain and this node's last block */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consortium"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftApplicationWithdrawal: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description Its number */
                    application: number;
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a withdrawal of one application that waits (G12) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftChange: {
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "pause" | "resume" | "retire";
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to pause, resume or retire (G7) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftDistribute: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the running program */
                    packageHash: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to distribute (G5) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftEndOfEntrustment: {
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    userId: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a withdrawal of the consent to entrust (G12) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftEntrust: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description The user's own key; left out: the user has none, and clerks witness what it signs on paper (G10) */
                    account?: string;
                    /** @description Salted hash of the profile */
                    profileHash: string;
                    terms: components["schemas"]["Terms"];
                    /** @description Unique in the consortium */
                    userId: string;
                    /** @description The organization that is entrusted */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to entrust (G3) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftEntrustAnew: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of another profile; the one on record stays */
                    profileHash?: string;
                    terms: components["schemas"]["Terms"];
                    userId: string;
                    /** @description The organization that takes over, or the same */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to entrust anew (G3) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftIssue: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description ABI-encoded; 0x for none */
                    constructorArguments: string;
                    /** @description Of the program */
                    packageHash: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to issue (G4) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftUpgrade: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of its constructor, or the call behind a proxy; 0x for none */
                    arguments: string;
                    /** @description Of the new version */
                    packageHash: string;
                    terms: components["schemas"]["Terms"];
                    tokenId: string;
                    userId: string;
                    /** @description The organization that the user entrusts */
                    vorg: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a consent to upgrade (G7) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    draftWithdrawal: {
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    tokenId: string;
                    userId: string;
                    /** @description Of a user without a key: what a clerk is to sign is answered too */
                    witness?: {
                        /** @description Whose clerk, or operator, witnesses: the one that the user entrusts */
                        organization: string;
                        /** @description SHA-256 of the scan of the signed paper, which the organization keeps */
                        paper: string;
                    };
                };
            };
        };
        responses: {
            /** @description The text and typed data of a withdrawal (G12) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    entrustAnew: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of another profile; the one on record stays */
                    profileHash?: string;
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    userId: string;
                    /** @description The organization that takes over, or the same */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    withdrawEntrustment: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    userId: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getMe: {
        responses: {
            /** @description Who calls, as this node sees it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
        };
        responses: {
            /** @description Members of now and before, in the order of their numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    getMember: {
        parameters: {
            path: {
                name: string;
            };
        };
        responses: {
            /** @description A member by its name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    rotateCheckpointKey: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Ed25519, 32 bytes */
                    key: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    updateEndpoints: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of CometBFT */
                    nodeId?: string;
                    /** @description host:port of CometBFT */
                    p2p?: string;
                    servicePin?: string;
                    /** @description Of the peer service */
                    url?: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    rotateValidatorKey: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Ed25519, 32 bytes */
                    key: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getOpenapi: {
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    listOperations: {
        parameters: {
            query?: {
                limit?: number;
                status?: "awaiting" | "running" | "done" | "failed";
            };
        };
        responses: {
            /** @description Writes of the caller's organization or account, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Operation"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    getOperation: {
        parameters: {
            path: {
                operation: components["parameters"]["operation"];
            };
        };
        responses: {
            /** @description What became of a write; ask again while it is running */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    decideOperation: {
        parameters: {
            path: {
                operation: components["parameters"]["operation"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description False: it is never sent */
                    agree: boolean;
                };
            };
        };
        responses: {
            /** @description The second person's word: agree, and it is sent; or reject it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["FourEyesOrNoOperatorKeyOrNotAwaiting"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["LedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    watchOperation: {
        parameters: {
            header?: {
                "Last-Event-ID"?: string;
            };
            path: {
                operation: components["parameters"]["operation"];
            };
        };
        responses: {
            /** @description A write's progress as server-sent events, as it happens, until its end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The last event was seen: nothing more will come */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            429: components["responses"]["TooManyStreams"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    listPrograms: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
        };
        responses: {
            /** @description Registered programs in the ledger's order; a page may be empty and still have a next one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProgramSummary"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    registerProgram: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description program.json */
                    manifest: {
                        [key: string]: unknown;
                    };
                    /** @description Where other organizations find the package */
                    sourcePath: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getProgram: {
        parameters: {
            path: {
                packageHash: components["parameters"]["packageHash"];
            };
        };
        responses: {
            /** @description A registered program with every organization's test result */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    testProgram: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
            path: {
                packageHash: components["parameters"]["packageHash"];
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    listProposals: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
        };
        responses: {
            /** @description Proposed changes of the members, oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Proposal"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    proposeMembership: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    change: "add" | "remove" | "replace" | "policy";
                    /** @description Block time in s since 1970 after which nobody can approve it */
                    expiry: number;
                    /** @description Of the member */
                    name?: string;
                    node?: components["schemas"]["MemberNode"];
                    operator?: string;
                    /** @description The new membership policy; empty for the default */
                    policy?: string;
                    roles?: ("owner" | "registrar" | "auditor" | "administrator")[];
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getProposal: {
        parameters: {
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            /** @description A proposed change of the members */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    approveMembership: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    withdrawProposal: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
            path: {
                number: components["parameters"]["number"];
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    recordRefusal: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    class: "issue" | "distribute";
                    /** @description Of the program that was refused */
                    packageHash: string;
                    /** @description The user's words, at most 512 bytes in UTF-8 */
                    reason: string;
                    tokenId: string;
                    userId: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    setRegion: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description ISO 3166: "JP", or "JP-13" */
                    region: string;
                    /** @description None: nobody is assigned any more */
                    vorg?: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getRegion: {
        parameters: {
            path: {
                region: string;
            };
        };
        responses: {
            /** @description The organization that serves a region, else its country, else the consortium's owner (G3) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Region"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    createChallenge: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description That will sign */
                    account: string;
                    /** @description Of the page that asks; this node by default */
                    domain?: string;
                };
            };
        };
        responses: {
            /** @description A nonce and the message with it that the user's wallet is to sign (EIP-4361) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    createPasskeyChallenge: {
        responses: {
            /** @description What an operator's passkey is to sign */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyChallenge"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    createPasskeySession: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the credential, base64url */
                    id: string;
                    response: {
                        /** @description base64url */
                        authenticatorData: string;
                        /** @description base64url */
                        clientDataJSON: string;
                        /** @description base64url of the DER form */
                        signature: string;
                    };
                };
            };
        };
        responses: {
            /** @description A session for the operator whose passkey signed the challenge */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorSession"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["BadSignatureOrChallengeUnknownOrUnauthenticated"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    deleteSession: {
        responses: {
            /** @description End the session of this token; an operator's token of another kind stays */
            204: {
                headers: {
                    [name: string]: unknown;
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    createSession: {
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it was signed */
                    message: string;
                    /** @description r, s and v; a passkey's assertion; or what the account's contract takes */
                    signature: string;
                };
            };
        };
        responses: {
            /** @description A session for the account that signed the message */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["BadSignatureOrChallengeUnknownOrUnauthenticated"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getToken: {
        parameters: {
            path: {
                tokenId: components["parameters"]["tokenId"];
            };
        };
        responses: {
            /** @description A token: its programs, its policy, what runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    getTokenBalance: {
        parameters: {
            path: {
                account: string;
                tokenId: components["parameters"]["tokenId"];
            };
        };
        responses: {
            /** @description An account's balance in a running token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            422: components["responses"]["LedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    listPolicies: {
        parameters: {
            query?: {
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
            path: {
                tokenId: components["parameters"]["tokenId"];
            };
        };
        responses: {
            /** @description History of a token's policy, oldest first; the last one is in force */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Policy"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    changePolicy: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
            path: {
                tokenId: components["parameters"]["tokenId"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description docs/formats/policy.md */
                    policy: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    sendTransaction: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As for eth_sendRawTransaction */
                    transaction: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                account?: string;
                cursor?: components["parameters"]["cursor"];
                limit?: components["parameters"]["limit"];
            };
        };
        responses: {
            /** @description Users in the order of their registration */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                        /** @description Cursor of the next page; none: this is the last */
                        next?: string;
                    };
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    registerUser: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The user's own key; left out: the user has none, and clerks witness what it signs on paper (G10) */
                    account?: string;
                    /** @description Salted hash of the profile */
                    profileHash: string;
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    terms: components["schemas"]["Terms"];
                    /** @description Unique in the consortium */
                    userId: string;
                    /** @description The organization that is entrusted */
                    vorg: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
    getUser: {
        parameters: {
            path: {
                userId: components["parameters"]["userId"];
            };
        };
        responses: {
            /** @description A user, whom it entrusts and which tokens it may use */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["CredentialsTwiceOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusy"];
        };
    };
    withdraw: {
        parameters: {
            header: {
                "Idempotency-Key": components["parameters"]["idempotencyKey"];
            };
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Of the text
                     * @enum {string}
                     */
                    language: "en" | "ja";
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature?: string;
                    tokenId: string;
                    userId: string;
                    witness?: components["schemas"]["Witness"];
                } & ({
                    /** @description The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract account's, a passkey's, witnessed paper) */
                    signature: string;
                } | {
                    witness: components["schemas"]["Witness"];
                });
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["CredentialsTwiceOrIdempotencyKeyMissingOrInvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoSuchRecord"];
            409: components["responses"]["IdempotencyKeyInFlightOrNoOperatorKey"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["IdempotencyKeyReusedOrLedgerRefused"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["NodeBusyOrUnavailable"];
        };
    };
}
