// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// @title Governance of a Kaisho consortium: nothing is deployed without the user's provable consent.
/// @notice The system contract at 0x4b00000000000000000000000000000000000001. Native code stands behind it; records are
/// storage slots in the layout that Solidity would give them (docs/formats/governance.md). What people sign is
/// EIP-712 typed data (docs/formats/consent.md). Texts are UTF-8; hashes of files and texts are SHA-256, hashes of
/// arguments and policies are Keccak-256. Organizations are named by the names that policies use; their numbers begin
/// at 1 and never change. IDs are 1 to 64 characters of A-Z a-z 0-9 . _ - and begin with a letter or digit.
interface IGovernance {
    // ------------------------------------------------------------------------------------------------ records

    /// @dev Class of an application.
    /// 1 issue (G4: deploy this program for me), 2 distribute (G5: let me hold and trade this token), and of a running
    /// token's issuer (G7): 3 upgrade, 4 pause, 5 resume, 6 retire.
    /// Status of an application.
    /// 1 open (waits for its deployment or to be carried out), 2 deployed, 3 usable (distribute), 4 refused by the user,
    /// 5 withdrawn, 6 executed (upgrade, pause, resume, retire).

    struct Member {
        uint32 number;
        string name;
        address operator; // the account that acts and signs for the organization
        uint32 roles; // 1 owner, 2 registrar, 4 auditor, 8 administrator, added up
        bool active;
        uint64 since; // block time in seconds
    }

    /// @notice What the others know of a member's node. All zero and empty: it has none and does not validate.
    struct MemberNode {
        bytes32 validatorKey; // Ed25519, votes in consensus
        uint32 power; // 1, or 0 without a node
        bytes20 nodeId; // of its CometBFT process
        string p2p; // host:port of its CometBFT process
        string url; // https://host:port of its peer service
        bytes32 servicePin; // SHA-256 of its TLS certificate's SubjectPublicKeyInfo
        bytes32 checkpointKey; // Ed25519, signs its checkpoints
        uint64 until; // block time at which a former member left, or 0
    }

    /// @notice 1 add: all fields but `policy`. 2 remove: `name`. 3 replace: `name` stays, operator, roles and node become
    /// what is given. 4 policy: `policy`, empty for the default. The other fields are zero and empty. A node is given
    /// wholly or not at all.
    struct MembershipChange {
        uint8 kind;
        string name;
        address operator;
        uint32 roles;
        bytes32 validatorKey;
        bytes20 nodeId;
        string p2p;
        string url;
        bytes32 servicePin;
        bytes32 checkpointKey;
        string policy;
    }

    struct Proposal {
        uint64 number; // from 1; 0: no such proposal
        uint8 kind; // of MembershipChange
        uint8 status; // 1 open, 2 executed, 3 withdrawn, 4 expired
        string name;
        address operator;
        uint32 roles;
        bytes32 validatorKey;
        bytes20 nodeId;
        string p2p;
        string url;
        bytes32 servicePin;
        bytes32 checkpointKey;
        string policy;
        string proposer;
        string[] approvals; // of members of now: those that count
        uint64 version; // of the membership when it was made
        uint64 time;
        uint64 expiry; // block time after which nobody can approve it
        uint64 decided; // when it was executed or withdrawn, or 0
    }

    struct Package {
        bytes32 packageHash; // SHA-256 of the canonical manifest
        string tokenId;
        string name;
        string version;
        string standard;
        bytes32 creationCodeHash; // SHA-256 of the main contract's creation code
        string sourcePath;
        string organization; // that registered it
        uint64 height; // block; its ProgramRegistered event holds the manifest
        uint64 time;
    }

    struct Attestation {
        string organization;
        bool success;
        bytes32 reportHash; // SHA-256 of the canonical test report
        uint64 time;
        bytes signature;
    }

    struct Rebuild {
        string organization;
        uint8 outcome; // 1 matches, 2 matches but for metadata, 3 differs; who did not try has none
        bytes32 reportHash; // SHA-256 of the canonical rebuild report
        uint64 time;
        bytes signature;
    }

    struct User {
        string userId;
        address account; // the user's own key
        string vorg; // the organization that the user entrusts
        string registrar; // the organization that recorded it
        bytes32 profileHash; // salted; the profile stays with the organization
        bytes32 consent; // digest of the EntrustConsent
        uint64 time;
        string[] tokens; // usable tokens
    }

    struct Application {
        uint64 number; // from 1
        uint8 class; // 1 issue, 2 distribute, 3 upgrade, 4 pause, 5 resume, 6 retire
        uint8 status; // 1 open, 2 deployed, 3 usable, 4 refused, 5 withdrawn, 6 executed
        string userId;
        string vorg;
        string tokenId;
        bytes32 packageHash;
        bytes32 argumentsHash; // Keccak-256 of the constructor's ABI-encoded arguments
        bytes32 consent; // digest of the consent; zero where the user refused
        uint64 expiry; // of the consent
        uint64 time;
        uint64 height;
        address deployed; // the contract, once deployed; of an upgrade the new contract or implementation
    }

    struct Consent {
        bytes32 digest; // EIP-712
        uint8 kind; // 1 entrust, 2 issue, 3 distribute, 4 upgrade, 5 change; 0: no such consent
        address account; // that signed it
        uint64 application; // 0 for entrust
        uint64 expiry;
        uint64 time;
        uint64 withdrawn; // block time of the withdrawal, or 0
        bytes signature;
    }

    struct Policy {
        string text; // canonical form
        string organization; // that changed it; empty for the default policy
        uint64 application; // whose consent allowed it; 0 for the default policy
        uint64 time;
        uint64 height;
    }

    struct Token {
        string tokenId;
        string organization; // that registered its first program; only it registers further versions
        uint64 application; // the issue application in force, or 0
        address deployed; // the running contract, or 0
        bytes32 packageHash; // of the running contract
        uint64 packages; // number of registered packages
        uint64 policies; // number of policies in its history
    }

    /// @notice Where a token stands in its life (G7, G12).
    struct Lifecycle {
        uint8 state; // 0 not deployed, 1 running, 2 paused, 3 winding down, 4 retired
        uint64 since; // block time of the state; 0: since the deployment
        uint64 application; // that made the state; the issue application where its consent was withdrawn
        uint64 pending; // the upgrade, pause, resume or retirement that was applied for, or 0
        string onWithdrawal; // "none", "pause", "wind-down": declared by the package that runs
        uint8 proxy; // 0 none, 1 UUPS, 2 transparent
        address implementation; // behind the proxy, or 0
        uint64 upgrade; // the last upgrade that was carried out, or 0
    }

    /// @notice Whom a user entrusted before.
    struct FormerEntrustment {
        string vorg;
        uint64 until; // block time
        bytes32 consent;
    }

    /// @notice What the user agreed to besides the subject itself (fields of ISO/IEC TS 27560).
    struct Terms {
        bytes32 textHash; // SHA-256 of the text that the ...Text functions give for the same fields
        string language; // "en" or "ja"
        string purpose;
        string scope;
        uint64 expiry; // block time in seconds after which the consent is void
        bytes32 salt; // of the user's choice; makes two equal consents two
    }

    // ------------------------------------------------------------------------------------------------ events

    event ProgramRegistered(
        bytes32 indexed packageHash,
        string indexed token,
        string tokenId,
        string version,
        string organization,
        string sourcePath,
        bytes manifest
    );
    event Attested(
        bytes32 indexed packageHash, string organization, bool success, bytes32 reportHash, bytes signature
    );
    event Rebuilt(
        bytes32 indexed packageHash, string organization, uint8 outcome, bytes32 reportHash, bytes signature
    );
    event UserRegistered(
        string indexed user,
        address indexed account,
        string userId,
        string vorg,
        string registrar,
        bytes32 profileHash,
        bytes32 consent
    );
    /// @notice A user entrusted another organization, or the same one with another profile; `replaced` ended with it.
    event EntrustedAnew(
        string indexed user,
        string userId,
        string vorg,
        string formerVorg,
        bytes32 profileHash,
        bytes32 consent,
        bytes32 replaced
    );
    /// @notice A user took the consent to entrust back and entrusts nobody.
    event EntrustmentEnded(string indexed user, string userId, string vorg, bytes32 consent);
    /// @notice The document with this digest is signed by a clerk in place of a user without a key: the weaker form.
    event Witnessed(
        bytes32 indexed document, string userId, string organization, address clerk, bytes32 paperHash
    );
    event ClerkChanged(address indexed account, string organization, bool active);
    event RegionAssigned(string indexed assigned, string region, string vorg);
    event IssueApplied(
        uint64 indexed application,
        string indexed token,
        string tokenId,
        string userId,
        string vorg,
        bytes32 packageHash,
        bytes constructorArguments,
        bytes32 consent
    );
    event DistributeApplied(
        uint64 indexed application, string indexed token, string tokenId, string userId, string vorg, bytes32 consent
    );
    /// @notice The user was asked and said no. Nothing else changed.
    event ApplicationRefused(
        uint64 indexed application, string indexed token, string tokenId, string userId, uint8 class, string reason
    );
    event PolicyChanged(
        string indexed token,
        uint64 indexed application,
        string tokenId,
        string organization,
        string oldPolicy,
        string newPolicy
    );
    event Deployed(
        uint64 indexed application,
        string indexed token,
        address indexed deployed,
        string tokenId,
        bytes32 packageHash,
        bytes32 policyHash,
        string[] signers
    );
    event UsableGranted(
        string indexed token, address indexed account, string tokenId, string userId, uint64 application
    );
    event ConsentWithdrawn(
        uint64 indexed application, string indexed token, string tokenId, string userId, bytes32 consent
    );

    event UpgradeApplied(
        uint64 indexed application,
        string indexed token,
        string tokenId,
        string userId,
        string vorg,
        bytes32 fromPackage,
        bytes32 packageHash,
        bytes arguments,
        bytes32 consent
    );
    event ChangeApplied(
        uint64 indexed application,
        string indexed token,
        string tokenId,
        string userId,
        string action,
        string vorg,
        bytes32 consent
    );
    /// @notice `deployed` is the new contract, or the new implementation behind the token's proxy.
    event Upgraded(
        uint64 indexed application,
        string indexed token,
        address indexed deployed,
        string tokenId,
        bytes32 fromPackage,
        bytes32 packageHash,
        bytes32 policyHash,
        string[] signers
    );
    /// @notice Without signers: the issuer withdrew its consent, and the package's rule took effect (G12).
    event TokenStateChanged(
        string indexed token,
        uint64 indexed application,
        string tokenId,
        string state,
        bool programTold,
        string[] signers
    );
    event UsableWithdrawn(
        string indexed token, address indexed account, string tokenId, string userId, uint64 application
    );

    event MembershipProposed(
        uint64 indexed proposal, uint8 kind, string name, string policy, string proposer, uint64 expiry
    );
    event MembershipApproved(uint64 indexed proposal, string organization);
    event MembershipProposalWithdrawn(uint64 indexed proposal, string organization);
    /// @notice What the member is after the change. `change`: add, remove, replace, validator key, checkpoint key,
    /// endpoints; `proposal`: 0 where the member decided alone.
    event MemberChanged(
        uint64 indexed version,
        string indexed member,
        string name,
        string change,
        uint64 proposal,
        bool active,
        address operator,
        uint32 roles,
        bytes32 validatorKey,
        bytes20 nodeId,
        string p2p,
        string url,
        bytes32 servicePin,
        bytes32 checkpointKey
    );
    event MembershipPolicyChanged(
        uint64 indexed version, uint64 indexed proposal, string oldPolicy, string newPolicy
    );

    // ------------------------------------------------------------------------------------------------ errors

    error NotAMember(address account); // neither sender nor signer may be a stranger
    error UnknownOrganization(string name);
    error BadName(string what, string value); // not the form of an ID
    error BadAccount(address account); // zero, or an organization's operator
    error TooLong(string what, uint256 size, uint256 limit);
    error BadManifest(string reason);
    error PackageAlreadyRegistered(bytes32 packageHash);
    error VersionAlreadyRegistered(string tokenId, string version);
    error TokenBelongsTo(string tokenId, string organization);
    error UnknownPackage(bytes32 packageHash);
    error UnknownToken(string tokenId);
    error UnknownUser(string userId);
    error UnknownApplication(uint64 application);
    error UserAlreadyRegistered(string userId);
    error AccountAlreadyRegistered(address account, string userId);
    error BadRebuildOutcome(uint8 outcome);
    error AlreadyAttested(bytes32 packageHash, string organization);
    error BadSignature(); // none of the forms of docs/formats/consent.md
    error NotSignedBy(address expected, address recovered); // also: a consent for another package, token or terms
    error ConsentExpired(uint64 expiry, uint64 time);
    error ConsentAlreadyUsed(bytes32 consent);
    error ConsentIsWithdrawn(uint64 application, uint64 withdrawn);
    error UnknownLanguage(string language);
    error WrongConsentText(bytes32 expected, bytes32 given);
    error WrongOrganization(string entrusted, string given);
    error NotEntrusted(address sender, string entrusted); // the sender is not the entrusted organization's operator
    error NoSuccessfulTest(bytes32 packageHash, string organization);
    error TokenHasApplication(string tokenId, uint64 application);
    error AlreadyUsable(string tokenId, string userId);
    error TokenNotDeployed(string tokenId);
    error PackageNotRunning(bytes32 running, bytes32 given);
    error AlreadyDeployed(string tokenId, address deployed);
    error ApplicationNotOpen(uint64 application, uint8 status);
    error WrongCreationCode(bytes32 registered, bytes32 given);
    error WrongArguments(bytes32 consented, bytes32 given);
    error SignatureTwice(string organization);
    error EntrustedSignatureMissing(string organization);
    error PolicyNotSatisfied(string policy, string signers);
    error CreationFailed(bytes reason);
    error BadPolicy(string reason);
    error PolicyNeverSatisfied(string policy);
    error PolicyWeakened(string counterexample); // "without Org1, Org2 and Org3 would be enough"
    error PolicyTooComplex(uint256 steps);
    error NoIssueConsent(string tokenId);
    error NothingToWithdraw(string userId, string tokenId);
    error NotTheIssuer(string tokenId, string userId);
    error UnknownAction(string action);
    error WrongTokenState(string tokenId, string state);
    error BadUpgrade(string reason);
    error UpgradeFailed(bytes reason); // of the running proxy
    error ProxyPointsElsewhere(address proxy, address implementation); // ERC-1967
    error BadMembershipChange(string reason);
    error AlreadyAMember(string name);
    error OperatorBelongsTo(address account, string organization); // also to a former member, or formerly
    error KeyBelongsTo(bytes32 key, string organization); // validator or checkpoint key, pin, or node ID and zeros
    error NothingToChange();
    error LastMember(string name);
    error LastValidator(string name);
    error MembershipPolicyUnsatisfiable(string policy); // by the members after the change
    error UnknownProposal(uint64 proposal);
    error ProposalNotOpen(uint64 proposal, string status); // executed, withdrawn or expired
    error BadExpiry(uint64 expiry, uint64 time, uint64 latest);
    error AlreadyApproved(uint64 proposal, string organization);
    error NotTheProposer(uint64 proposal, string proposer);
    error NoNode(string organization);
    error RoleMissing(string organization, string role);
    error BadPasskeySignature(string reason);
    error BadWitness(string reason);
    error ContractAccountRefused(address account);
    error EntrustmentWithdrawn(string userId, uint64 withdrawn);
    error NothingReplaced(bytes32 inForce, bytes32 given);
    error ValueRefused(); // the contract takes no coins
    error UnknownFunction(bytes4 selector);
    error BadArguments(string reason); // not the ABI encoding of the function's parameters

    // ------------------------------------------------------------------------------------------------ members

    function memberCount() external view returns (uint32);
    /// @notice Zero fields where there is no such number.
    function member(uint32 number) external view returns (Member memory);
    /// @notice Number and name of the organization whose operator this account is; 0 and empty otherwise.
    function memberOf(address account) external view returns (uint32 number, string memory name);
    function isMember(address account) external view returns (bool);
    function consortium() external view returns (string memory name);

    function memberNode(uint32 number) external view returns (MemberNode memory);

    // ------------------------------------------------------------------------------------------------ membership

    /// @notice Proposes a change of the membership. Sender: a member's operator, whose approval counts at once. The
    /// change is made by the transaction whose approval satisfies the membership policy, by the members and the policy of
    /// that moment. No change is taken that leaves no member, no validator, or a membership policy that the members
    /// could not satisfy.
    /// @param expiry block time, later than now and at most 366 days later
    function proposeMembership(MembershipChange calldata change, uint64 expiry) external returns (uint64 number);
    /// @notice Sender: a member's operator. Who approved before may send it again to have a proposal decided that became
    /// satisfied by a later change of the members or the policy.
    function approveMembership(uint64 number) external;
    /// @notice Sender: the operator of the organization that proposed it.
    function withdrawProposal(uint64 number) external;
    /// @notice A member changes its own node, alone. Consensus follows two heights later.
    function rotateValidatorKey(bytes32 newKey) external;
    function rotateCheckpointKey(bytes32 newKey) external;
    function updateEndpoints(bytes20 nodeId, string calldata p2p, string calldata url, bytes32 servicePin) external;
    /// @return version counts the changes; 1 at genesis
    /// @return members the active ones
    /// @return validators active members with a node
    function membership() external view returns (uint64 version, uint32 members, uint32 validators);
    /// @return text in force
    /// @return followsMembers whether it is the default, Majority[all active members]
    /// @return proposal that made it, or 0
    function membershipPolicy() external view returns (string memory text, bool followsMembers, uint64 proposal);
    function proposalCount() external view returns (uint64);
    function proposal(uint64 number) external view returns (Proposal memory);

    // ------------------------------------------------------------------------------ programs and tests (G1, G2)

    /// @notice Registers one version of a token program. Sender: an organization's operator.
    /// @param manifest canonical program.json (docs/formats/package.md), at most 65,536 bytes; kept in the event
    function registerProgram(string calldata tokenId, string calldata sourcePath, bytes calldata manifest)
        external
        returns (bytes32 packageHash);
    /// @notice Records an organization's test result, which it signed. Anyone may send it. Once per organization.
    /// @param signature the operator's, over Attestation(string tokenId,bytes32 packageHash,bool success,bytes32 reportHash)
    function attest(bytes32 packageHash, bool success, bytes32 reportHash, bytes calldata signature) external;
    /// @notice Records what came of rebuilding the package from its sources. Anyone may send it. Once per organization.
    /// @param signature the operator's, over RebuildAttestation(string tokenId,bytes32 packageHash,uint8 outcome,
    /// bytes32 reportHash)
    function attestRebuild(bytes32 packageHash, uint8 outcome, bytes32 reportHash, bytes calldata signature) external;
    /// @notice Of all organizations that tried, in order of their numbers.
    function rebuilds(bytes32 packageHash) external view returns (Rebuild[] memory);
    function package(bytes32 packageHash) external view returns (Package memory);
    function packageAt(string calldata tokenId, uint64 index) external view returns (bytes32 packageHash);
    function attestation(bytes32 packageHash, string calldata organization) external view returns (Attestation memory);
    /// @notice Of all organizations that gave one, in order of their numbers.
    function attestations(bytes32 packageHash) external view returns (Attestation[] memory);
    function token(string calldata tokenId) external view returns (Token memory);
    /// @notice The token whose program runs at this address; empty for any other address.
    function tokenOf(address deployed) external view returns (string memory tokenId);

    // ------------------------------------------------------------------------------------------------ users (G3)

    /// @notice Records a user with its consent to entrust `vorg`. Sender: an organization's operator.
    /// @dev The sender's organization has the role of a registrar.
    /// @param signature the user's, over EntrustConsent (docs/formats/consent.md), in any of its forms
    function registerUser(
        string calldata userId,
        address account,
        string calldata vorg,
        bytes32 profileHash,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (bytes32 consent);
    /// @notice Entrusts another organization in place of the consent in force, or gives another profile. Sender: the
    /// operator of the organization named. Open applications through the former one can not be deployed any more; the
    /// policies of tokens that run name the new one once it changed them (changePolicy), and `audit` says no until then.
    /// @param replaces digest of the consent in force
    /// @param signature the user's, over EntrustAnew
    function entrustAnew(
        string calldata userId,
        string calldata vorg,
        bytes32 profileHash,
        bytes32 replaces,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (bytes32 consentDigest);
    /// @notice Takes the consent to entrust back. Anyone may deliver it.
    /// @param signature the user's, over Withdrawal with an empty tokenId and application 0
    function withdrawEntrustment(
        string calldata userId,
        string calldata language,
        bytes32 textHash,
        bytes calldata signature
    ) external;
    function formerEntrustments(string calldata userId) external view returns (FormerEntrustment[] memory);
    /// @notice Names a person who witnesses and decides for the sender's organization, or ends that. The account is no
    /// user's and no operator's, and no other organization's clerk ever.
    function setClerk(address account, bool active) external;
    function clerk(address account) external view returns (string memory organization, uint64 since, uint64 until);
    /// @notice Which organization serves a country or region (ISO 3166: "JP", "JP-13"); empty ends it. Sender: the
    /// operator of a member with the role of an owner.
    function setRegion(string calldata region, string calldata vorg) external;
    /// @notice The organization assigned to the region, else to its country, else the consortium's owner.
    function vorgFor(string calldata region) external view returns (string memory vorg);
    /// @notice The account of a user whose key is a passkey (P-256).
    function passkeyAccount(bytes32 x, bytes32 y) external view returns (address);
    /// @notice The account of a user without a key, for whom clerks witness.
    function witnessedAccount(string calldata userId) external view returns (address);
    function user(string calldata userId) external view returns (User memory);
    function userOf(address account) external view returns (string memory userId);
    function userCount() external view returns (uint64);
    function userAt(uint64 index) external view returns (string memory userId);
    function consent(bytes32 digest) external view returns (Consent memory);
    /// @notice How a consent was signed (docs/formats/consent.md).
    /// @return form 0 own key, 1 contract account, 2 passkey, 3 witnessed on paper (weaker)
    /// @return inWords the same for people
    /// @return organization whose clerk witnessed, or empty
    /// @return witness the clerk, or zero
    /// @return paperHash SHA-256 of the paper's scan, or zero
    /// @return withdrawalForm of the withdrawal, once withdrawn
    function consentForm(bytes32 digest)
        external
        view
        returns (
            uint8 form,
            string memory inWords,
            string memory organization,
            address witness,
            bytes32 paperHash,
            uint8 withdrawalForm
        );

    // ------------------------------------------------------------------------------------ applications (G4, G5)

    /// @notice Applies for the issue of a token. Sender: the operator of the organization that the user entrusted. The
    /// token's DeployPolicy becomes `vorg AND (old)` where the vorg was not indispensable before.
    /// @param signature the user's, over IssueConsent
    function applyToIssue(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        bytes calldata constructorArguments,
        string calldata vorg,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (uint64 number);
    /// @notice Applies to hold and trade a running token; usable at once. Sender: the operator of the user's vorg.
    /// @param signature the user's, over DistributeConsent
    function applyToDistribute(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        string calldata vorg,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (uint64 number);
    /// @notice Records that the user was asked and refused. Sender: the operator of the user's vorg.
    function recordRefusal(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        uint8 class,
        string calldata reason
    ) external returns (uint64 number);
    /// @notice Withdraws the consent of the user's application for this token (G12). Anyone may deliver it.
    /// @param signature the user's, over Withdrawal
    function withdraw(
        string calldata userId,
        string calldata tokenId,
        string calldata language,
        bytes32 textHash,
        bytes calldata signature
    ) external;
    /// @notice Withdraws the consent of an application that still waits, whatever its class. Anyone may deliver it.
    /// @param signature the user's, over Withdrawal
    function withdrawApplication(uint64 number, string calldata language, bytes32 textHash, bytes calldata signature)
        external;
    function application(uint64 number) external view returns (Application memory);
    function applicationCount() external view returns (uint64);
    /// @notice The user's application for this token that counts (the last one not refused), or 0.
    function applicationOf(string calldata userId, string calldata tokenId) external view returns (uint64 number);
    /// @notice Private mode (G9): the root of the record whose contents only the parties have, named by the consent's
    /// scope ("private 0x" and 64 small digits); zero where the scope is another text.
    function privateRoot(uint64 number) external view returns (bytes32);
    /// @notice Whether the account's user has the token among its usable tokens. For programs, and the ledger's rule
    /// on who may send to a token's contract.
    function usable(string calldata tokenId, address account) external view returns (bool);

    // --------------------------------------------------------------------------------------- what is agreed (G10)

    /// @notice The text whose SHA-256 stands in the consent; `terms.textHash` is not looked at.
    function entrustText(
        string calldata userId,
        address account,
        string calldata vorg,
        bytes32 profileHash,
        Terms calldata terms
    ) external view returns (string memory);
    function entrustAnewText(
        string calldata userId,
        address account,
        string calldata vorg,
        bytes32 profileHash,
        bytes32 replaces,
        Terms calldata terms
    ) external view returns (string memory);
    function issueText(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        bytes32 argumentsHash,
        string calldata vorg,
        Terms calldata terms
    ) external view returns (string memory);
    function distributeText(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        string calldata vorg,
        Terms calldata terms
    ) external view returns (string memory);
    function withdrawalText(
        string calldata userId,
        string calldata tokenId,
        uint64 number,
        bytes32 consentDigest,
        string calldata language
    ) external view returns (string memory);

    function upgradeText(
        string calldata userId,
        string calldata tokenId,
        address deployed,
        bytes32 fromPackage,
        bytes32 packageHash,
        bytes32 argumentsHash,
        string calldata vorg,
        Terms calldata terms
    ) external view returns (string memory);
    function changeText(
        string calldata userId,
        string calldata tokenId,
        string calldata action,
        address deployed,
        bytes32 packageHash,
        string calldata vorg,
        Terms calldata terms
    ) external view returns (string memory);

    // ------------------------------------------------------------------------------------------- policies (G6)

    /// @notice Changes a token's DeployPolicy (docs/formats/policy.md). Sender: the operator of the organization that
    /// the issuing user entrusted, while that user's issue consent stands. Only to one that is not weaker.
    function changePolicy(string calldata tokenId, string calldata newPolicy) external;
    function policy(string calldata tokenId) external view returns (string memory);
    /// @notice History, oldest first.
    function policyAt(string calldata tokenId, uint64 index) external view returns (Policy memory);
    /// @notice Canonical form of a policy text; reverts as changePolicy does for a text that is none.
    function canonicalPolicy(string calldata text) external view returns (string memory);

    /// @notice What became of a token's policy since members left.
    /// @return satisfiable whether the present members could satisfy it
    /// @return former organizations that it names and that are no members any more
    function policyOutlook(string calldata tokenId) external view returns (bool satisfiable, string[] memory former);

    // ----------------------------------------------------------------------------------------- deployment (G7)

    /// @notice Deploys the program of an open issue application. Sender: an organization's operator. Creates the
    /// contract from `creationCode` followed by `constructorArguments`.
    /// @param signatures of operators over DeployApproval(uint64 application,string tokenId,bytes32 packageHash,
    /// bytes32 argumentsHash,bytes32 policyHash); each counts only with the organization's own successful test
    function deploy(
        uint64 number,
        bytes calldata creationCode,
        bytes calldata constructorArguments,
        bytes[] calldata signatures
    ) external returns (address deployed);

    // ------------------------------------------------------------------------------------- a token's life (G7, G12)

    /// @notice Applies to replace the running program by another registered version of the token. Sender: the operator of
    /// the organization that the issuing user entrusted; the version has its successful test. Not once the consent to
    /// issue was withdrawn.
    /// @param arguments of the new contract's constructor; behind a proxy the call that it makes to the new
    /// implementation, or nothing
    /// @param signature the user's, over UpgradeConsent (docs/formats/consent.md)
    function applyToUpgrade(
        string calldata userId,
        string calldata tokenId,
        bytes32 packageHash,
        bytes calldata arguments,
        string calldata vorg,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (uint64 number);
    /// @notice Applies to pause, resume or retire a token. Sender as above.
    /// @param action "pause", "resume" or "retire"
    /// @param signature the user's, over ChangeConsent
    function applyToChange(
        string calldata userId,
        string calldata tokenId,
        string calldata action,
        string calldata vorg,
        Terms calldata terms,
        bytes calldata signature
    ) external returns (uint64 number);
    /// @notice Carries an upgrade out. Sender: an organization's operator. A plain contract is replaced by a new one that
    /// takes over the token ID; a proxy stays where it is and points to the new implementation.
    /// @param creationCode of the new version, without arguments and without a proxy's
    /// @param signatures of operators over ChangeApproval(uint64 application,string tokenId,string action,address deployed,
    /// bytes32 packageHash,bytes32 argumentsHash,bytes32 policyHash); each counts only with the organization's own
    /// successful test of the new package
    function upgrade(
        uint64 number,
        bytes calldata creationCode,
        bytes calldata arguments,
        bytes[] calldata signatures
    ) external returns (address deployed);
    /// @notice Carries a pause, resumption or retirement out. Sender: an organization's operator. A program with `pause()`
    /// and `unpause()` that gives their power to the governance is told.
    /// @param signatures as for an upgrade, without a test
    function changeState(uint64 number, bytes[] calldata signatures) external;
    /// @notice 0 not deployed, 1 running, 2 paused, 3 winding down, 4 retired. For programs.
    function status(string calldata tokenId) external view returns (uint8);
    function lifecycle(string calldata tokenId) external view returns (Lifecycle memory);
    /// @notice What a registered package declared for its token's life.
    function packageRules(bytes32 packageHash)
        external
        view
        returns (uint8 proxy, string memory onWithdrawal, bytes32 proxyCodeHash);
    /// @notice Whether the token may move from one account to another now; address 0 is nobody (minting, burning). While
    /// it runs: both may use it, or the holder took its consent back and gives its holdings to the issuer or burns them,
    /// where the package declares a wind-down. While it is wound down: only to the issuer, or burnt. Never while it is
    /// paused or retired, and never for a program of the token that was replaced.
    function movable(string calldata tokenId, address from, address to) external view returns (bool);

    // ---------------------------------------------------------------------------------------------- audit (G8)

    /// @notice Whether the DeployPolicy of the token makes the organization indispensable that the user entrusted.
    /// @return vorg the entrusted organization
    /// @return policyText the policy in force
    /// @return indispensable the organizations without which the policy is false
    /// @return agrees whether vorg is among them
    function audit(string calldata userId, string calldata tokenId)
        external
        view
        returns (string memory vorg, string memory policyText, string[] memory indispensable, bool agrees);
}
